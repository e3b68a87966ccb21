/** A draft of a contract, for a person to edit: what sample files show, and no more. */
import { defineTable, DELETED, optional, required, type TableContract } from '../../contracts';
import {
  customProperties,
  type OdcsContract,
  type OdcsProperty,
  type OdcsType,
  PERSONAL,
} from '../../contracts/odcs/document';
import { odcsOfTable } from '../../contracts/odcs/export';
import {
  casts,
  castsIfPresent,
  deletionDated,
  MALFORMED,
  notFuture,
  present,
  wellFormed,
} from '../../contracts/rules';
import { fieldNames, parseType } from '../../contracts/types';
import type { Profile } from './folder';
import { count, type ProposedField, proposedFields, snake } from './proposal';

export interface Proposal {
  readonly profile: Profile;
  readonly fields: readonly ProposedField[];
  /** Fields that no two records have the same value of, the likeliest first. */
  readonly keys: readonly string[];
  /** An id that records repeat, and the time by which one of them is the latest. */
  readonly entity?: { readonly id: string; readonly time: string };
  readonly notes: readonly string[];
}

const LANDED = { landedIn: 'document' } as const;
const COLUMN = /^[a-z_][a-z0-9_]*$/;
const UPDATED =
  /^(updated|modified|changed|last_(updated|modified|changed))(_?(at|on|time|date))?$/;
/** Columns that the merge of each feed writes, with the names and types that it knows. */
const OF_PIPELINE = [
  required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
  required('source_file', 'STRING', 'The file the row was read from'),
  required('ingested_at', 'TIMESTAMP', 'When the document reached bronze'),
];

export function proposalOf(profile: Profile): Proposal {
  const fields = proposedFields(profile.records, profile.group.format === 'csv');
  const keys = keysOf(profile, fields);
  const entity = keys.some((key) => !key.includes('.')) ? undefined : entityOf(fields);
  return {
    profile,
    fields,
    keys,
    ...(entity ? { entity } : {}),
    notes: notesOf(profile, fields, keys),
  };
}

/** The draft as a contract of the standard. */
export function draftOf(proposal: Proposal, version: string): OdcsContract {
  const contract = odcsOfTable(tableOf(proposal), version);
  const [object] = contract.schema;
  const masks = new Map(proposal.fields.map(({ path, personal }) => [path, personal?.mask]));
  const landing = landingOf(proposal.profile);
  const names = columnNames(topFields(proposal.profile, proposal.fields));
  const paths = new Map([...names].map(([path, name]) => [name, path]));
  return {
    ...contract,
    status: 'draft',
    schema: [
      {
        ...object!,
        properties: object!.properties.map((one) =>
          withDeepMasks(one, paths.get(one.name) ?? one.name, masks),
        ),
        customProperties: [
          ...(object!.customProperties ?? []),
          ...(customProperties({ landing }).customProperties ?? []),
        ],
      },
    ],
  };
}

function tableOf({ profile, fields, keys, entity }: Proposal): TableContract {
  const isLanding = landingOf(profile) !== undefined;
  const top = topFields(profile, fields);
  const names = columnNames(top);
  const keyPath = keys.find((one) => top.some(({ path }) => path === one)) ?? entity?.id;
  const key = keyPath === undefined ? undefined : names.get(keyPath);
  const columns = top.map((field) =>
    columnOf(field, names.get(field.path)!, keyPath === field.path, fields),
  );
  const own = new Set(columns.map(({ name }) => name));
  const added = isLanding ? OF_PIPELINE.filter(({ name }) => !own.has(name)) : [];
  const isDated = own.has('updated_at') && key !== undefined;
  return defineTable({
    schema: 'silver',
    name: profile.group.name,
    comment: `Draft of the records in ${profile.group.folder || profile.group.name}`,
    grain: key === undefined ? 'one row per record' : `one row per ${key}`,
    ...(key === undefined ? {} : { key: [key] }),
    columns: [...columns, ...added],
    ...(isLanding ? { candidateColumns: [MALFORMED, 'deleted'] } : {}),
    rules: [
      ...(isLanding ? [wellFormed()] : []),
      ...columns.flatMap(({ name, type, nullable }) => {
        if (type === 'STRING') return nullable ? [] : [present(name)];
        if (!/^[A-Z]+(\(.*\))?$/.test(type) || type === 'VARIANT') return [];
        return [nullable ? castsIfPresent(name, type) : casts(name, type)];
      }),
      ...(isLanding && own.has('updated_at') ? [notFuture('updated_at')] : []),
      ...(isLanding ? [castsIfPresent('deleted', 'BOOLEAN')] : []),
    ],
    ...(isLanding && isDated
      ? {
          deletionRules: [wellFormed(), present(key), notFuture('updated_at'), deletionDated()],
        }
      : {}),
  });
}

function columnOf(
  field: ProposedField,
  name: string,
  isKey: boolean,
  fields: readonly ProposedField[],
): TableContract['columns'][number] {
  const { path, type, isId, personal, present: found, of } = field;
  const isNotNull = isKey || field.isRequired;
  const parts = new Set(fieldNames(parseType(type)));
  const masks = Object.fromEntries(
    fields.flatMap((one) => {
      const name = one.path.split('.').at(-1)!;
      return one.personal && isFieldOf(one.path, path) && parts.has(name)
        ? [[name, one.personal.mask]]
        : [];
    }),
  );
  const pii = personal?.mask ?? (Object.keys(masks).length > 0 ? masks : undefined);
  const isMasked = pii !== undefined;
  const hidesParts = type === 'VARIANT' && fields.some((one) => one.personal && isBelow(one, path));
  const options = {
    ...LANDED,
    ...(isId ? { isId } : {}),
    ...(isMasked || hidesParts ? { pii: isMasked && type !== 'VARIANT' ? pii : 'text' } : {}),
  } as const;
  const comment = `Field ${path}: ${count(found)} of ${count(of)} records have it`;
  return (isNotNull ? required : optional)(name, type, comment, options);
}

/** The name of a column for each field: an identifier, and each another one. */
function columnNames(fields: readonly ProposedField[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { path } of fields) {
    const plain = snake(path).replace(/^(?=\d|$)/, '_');
    let name = plain;
    for (let n = 2; taken.has(name); n += 1) name = `${plain}_${n}`;
    taken.add(name);
    names.set(path, name);
  }
  return names;
}

function isBelow({ path }: ProposedField, column: string): boolean {
  return path.startsWith(`${column}.`) || path.startsWith(`${column}[]`);
}

/** A field of the structs of a column, at their first level. */
function isFieldOf(path: string, column: string): boolean {
  const rest = path.slice(column.length);
  return path.startsWith(column) && /^(\[\])*\.[^.[\]]+$/.test(rest);
}

/** The fields that become columns: a feed has the field of deletions beside them. */
function topFields(profile: Profile, fields: readonly ProposedField[]): ProposedField[] {
  const isLanding = landingOf(profile) !== undefined;
  return fields.filter(({ path, isTop }) => isTop && !(isLanding && path === DELETED.name));
}

/** Classifies fields below the first level too, which a contract of a table has no masks for. */
function withDeepMasks(
  property: OdcsProperty,
  path: string,
  masks: ReadonlyMap<string, string | undefined>,
): OdcsProperty {
  const mask = masks.get(path);
  const isSet = property.classification !== undefined || mask === undefined;
  const more = isSet ? {} : { classification: PERSONAL, ...customProperties({ mask }) };
  return { ...property, ...more, ...partsOf(property, path, masks) };
}

function partsOf(
  type: OdcsType,
  path: string,
  masks: ReadonlyMap<string, string | undefined>,
): Pick<OdcsType, 'items' | 'properties'> {
  const { items, properties } = type;
  if (items) return { items: { ...items, ...partsOf(items, `${path}[]`, masks) } };
  if (!properties) return {};
  return { properties: properties.map((one) => withDeepMasks(one, `${path}.${one.name}`, masks)) };
}

/** The files as a feed declares them; undefined where no feed can read them. */
function landingOf({ group, hasLists, isWholeFile }: Profile): object | undefined {
  if (group.folder === '' || group.format === 'csv' || hasLists) return undefined;
  return { path: group.folder, fileNamePattern: `*.${group.extension}`, wholeFile: isWholeFile };
}

function keysOf(profile: Profile, fields: readonly ProposedField[]): string[] {
  const candidates = fields.filter((field) => {
    const { isRequired, type, path, personal } = field;
    const mayIdentify = (type === 'STRING' || type === 'BIGINT') && personal?.mask !== 'text';
    return isRequired && mayIdentify && statisticsAt(profile, path)?.isUnique;
  });
  const rank = ({ path, isId }: ProposedField): number =>
    path.split('.').length * 2 + (isId ? 0 : 1);
  // a single record is unique in everything
  if (profile.recordCount < 2) return [];
  return [...candidates].sort((a, b) => rank(a) - rank(b)).map(({ path }) => path);
}

function entityOf(fields: readonly ProposedField[]): { id: string; time: string } | undefined {
  const time = fields.find(({ path, type }) => UPDATED.test(snake(path)) && type === 'TIMESTAMP');
  const id = fields.find(({ isId, isRequired, isTop }) => isId && isRequired && isTop);
  return time && id ? { id: id.path, time: time.path } : undefined;
}

function statisticsAt(profile: Profile, path: string): Profile['records'] | undefined {
  if (path.includes('[]')) return undefined;
  return path
    .split('.')
    .reduce<Profile['records'] | undefined>((at, name) => at?.fields.get(name), profile.records);
}

function notesOf(
  profile: Profile,
  fields: readonly ProposedField[],
  keys: readonly string[],
): string[] {
  const { group, hasLists } = profile;
  const renamed = fields.filter(({ path, isTop }) => isTop && !COLUMN.test(path));
  const deep = fields.filter(({ path, personal }) => {
    const levels = path.split('.').length;
    return personal !== undefined && levels > 2;
  });
  return [
    ...(group.format === 'csv' ? ['feeds read JSON: the draft is of the table alone'] : []),
    ...(hasLists
      ? ['a file is a list of records, and a feed reads one document a file or line']
      : []),
    ...(group.folder === '' ? ['the files are in no folder: a feed reads a folder'] : []),
    ...(renamed.length > 0
      ? [
          'a column is read from the field of its name, so these fields need a mapping: ' +
            renamed.map(({ path }) => path).join(', '),
        ]
      : []),
    ...(deep.length > 0
      ? [
          'the import has no masks below the first level of a column: move up or unmask ' +
            deep.map(({ path }) => path).join(', '),
        ]
      : []),
    ...(keys.length > 0 && keys.every((key) => key.includes('.'))
      ? [`a key is a column: move it up to the first level, got ${keys.join(', ')}`]
      : []),
  ];
}
