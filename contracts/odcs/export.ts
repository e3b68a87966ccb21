import type { DocumentField } from '../document';
import type { FeedContract } from '../feed';
import {
  type ColumnContract,
  type MaskKind,
  qualifiedName,
  type RuleContract,
  type SetRuleContract,
  type TableContract,
} from '../table';
import { parseType } from '../types';
import {
  API_VERSION,
  customProperties,
  ENGINE,
  type OdcsContract,
  type OdcsObject,
  type OdcsProperty,
  type OdcsQuality,
  type OdcsType,
  PERSONAL,
} from './document';
import { odcsType } from './types';

/** The contract of a table; `version` is that of the project. */
export function odcsOfTable(table: TableContract, version: string): OdcsContract {
  return contractOf(qualifiedName(table), version, tableObject(table));
}

/** The contract of the documents of a feed. */
export function odcsOfFeed(feed: FeedContract, version: string): OdcsContract {
  return contractOf(`landing.${feed.name}`, version, feedObject(feed));
}

/** The name of the file that references lead to. */
export function fileNameOf(name: string): string {
  return `${name}.odcs.yaml`;
}

function contractOf(name: string, version: string, object: OdcsObject): OdcsContract {
  return {
    apiVersion: API_VERSION,
    kind: 'DataContract',
    id: `lakehouse-${name}`,
    name,
    version,
    status: 'active',
    schema: [object],
  };
}

function tableObject(table: TableContract): OdcsObject {
  const name = qualifiedName(table);
  const rules = table.rules ?? [];
  const ofRecords = new Set(rules.map((rule) => rule.name));
  const ofDeletions = (table.deletionRules ?? []).filter((rule) => !ofRecords.has(rule.name));
  const quality = [
    ...rules.map((rule) => ruleQuality(rule)),
    ...ofDeletions.map((rule) => ruleQuality(rule, { isOfDeletionsOnly: true })),
    ...(table.setRules ?? []).map(setRuleQuality),
  ];
  return {
    id: idOf(name),
    name: idOf(name),
    physicalName: name,
    physicalType: 'table',
    logicalType: 'object',
    description: table.comment,
    dataGranularityDescription: table.grain,
    properties: table.columns.map((column) => columnProperty(column, table)),
    ...(quality.length > 0 ? { quality } : {}),
    ...customProperties({
      runColumns: set(table.runColumns),
      layoutColumns: set(table.layoutColumns),
      tableProperties: set(table.properties),
      isFeatureTable: table.isFeatureTable,
      candidateColumns: set(table.candidateColumns),
      deletionRules: set(table.deletionRules)?.map((rule) => rule.name),
    }),
  };
}

function columnProperty(column: ColumnContract, table: TableContract): OdcsProperty {
  const { name, type, nullable, comment, pii, landedIn, isId, isReadByRowPredicate } = column;
  const position = table.key?.indexOf(name) ?? -1;
  const references = (table.setRules ?? []).filter(
    (rule) => rule.kind === 'reference' && rule.columns[0] === name,
  );
  return {
    id: name,
    name,
    ...typeWithMasks(type, pii),
    description: comment,
    required: !nullable,
    ...(position >= 0 ? { primaryKey: true, primaryKeyPosition: position + 1 } : {}),
    ...(references.length > 0
      ? {
          relationships: references.map((rule) => ({
            type: 'foreignKey' as const,
            to: linkOf(rule),
          })),
        }
      : {}),
    ...personal(pii, { landedIn, isId, isReadByRowPredicate }),
  };
}

/** A type whose masked fields are classified. */
function typeWithMasks(type: string, pii: ColumnContract['pii']): OdcsType {
  return odcsType(parseType(type), (name, property) =>
    typeof pii === 'object' && pii[name] !== undefined
      ? { ...property, ...personal(pii[name]) }
      : property,
  );
}

function personal(
  pii: ColumnContract['pii'],
  others: Readonly<Record<string, unknown>> = {},
): Pick<OdcsProperty, 'classification' | 'customProperties'> {
  const mask: MaskKind | undefined = typeof pii === 'string' ? pii : undefined;
  return {
    ...(mask === undefined ? {} : { classification: PERSONAL }),
    ...customProperties({ mask, ...others }),
  };
}

function linkOf({ references }: SetRuleContract): string {
  const { table, column } = references!;
  return `${fileNameOf(table)}#/schema/${idOf(table)}/properties/${column}`;
}

function ruleQuality(
  rule: RuleContract,
  more: Readonly<Record<string, unknown>> = {},
): OdcsQuality {
  const { expression, columns, version } = rule;
  return qualityOf(rule, { expression, columns, version, ...more });
}

function setRuleQuality(rule: SetRuleContract): OdcsQuality {
  const { kind, columns, references, version } = rule;
  return qualityOf(rule, { kind, columns, ...(references ? { references } : {}), version });
}

function qualityOf(
  { name, severity, message }: RuleContract | SetRuleContract,
  implementation: Readonly<Record<string, unknown>>,
): OdcsQuality {
  return {
    name,
    type: 'custom',
    description: message,
    severity,
    engine: ENGINE,
    implementation,
  };
}

function feedObject(feed: FeedContract): OdcsObject {
  return {
    id: idOf(`landing.${feed.name}`),
    name: idOf(`landing.${feed.name}`),
    physicalName: feed.name,
    physicalType: 'file',
    logicalType: 'object',
    description: feed.comment,
    properties: feed.document.map(fieldProperty),
    ...customProperties({
      path: feed.path,
      fileNamePattern: feed.fileNamePattern,
      wholeFile: feed.wholeFile,
      bronzeTable: qualifiedName(feed.bronzeTable),
      schemaEvolution: feed.schemaEvolution,
      format: feed.format,
      reader: feed.reader,
    }),
  };
}

function fieldProperty({ name, type, comment, isId, pii, fields }: DocumentField): OdcsProperty {
  const described = new Map(fields?.map((field) => [field.name, fieldProperty(field)]));
  return {
    name,
    ...odcsType(parseType(type), (field, property) => {
      const masked = typeof pii === 'object' ? personal(pii[field]) : {};
      return described.get(field) ?? { ...property, ...masked };
    }),
    description: comment,
    ...personal(pii, { isId }),
  };
}

function idOf(name: string): string {
  return name.replace('.', '_');
}

/** Lists and maps without an entry are left out: the contract is the same without them. */
function set<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}
