import { FEEDS, TABLES } from '.';
import { exportDocument } from './exports';
import {
  acceptedSources,
  declaredSchema,
  exportOfFeed,
  type FeedContract,
  type FeedFormat,
  type FeedReading,
  jsonColumns,
  parsingSchema,
  readingOfFeed,
  type SchemaEvolution,
  schemaHints,
} from './feed';
import { exactSchema, readingOf, WHITE_SPACE } from './readings';
import { CLOCK_SKEW_MINUTES } from './rules';
import { CONTEXT_FIELDS, type SourceContract, SOURCES } from './sources';
import { ISO_639_1, NO_LANGUAGE } from './sources/languages';
import {
  type ColumnContract,
  qualifiedName,
  type RuleContract,
  type SetRuleContract,
  type TableContract,
} from './table';

/** The form in which notebooks read the contracts; docs/explanation/architecture.md describes it. */
export interface RenderedContracts {
  readonly version: 1;
  /** The time that the clock of a source may be ahead. */
  readonly clockSkewMinutes: number;
  /** Characters around an id that are no part of it. */
  readonly whiteSpace: string;
  readonly tables: Readonly<Record<string, RenderedTable>>;
  readonly feeds: Readonly<Record<string, RenderedFeed>>;
  /** Mappings of vendors' documents, which notebooks/lakehouse/sources reads. */
  readonly sources: RenderedSources;
}

export interface RenderedSources {
  readonly whiteSpace: string;
  readonly contextFields: readonly string[];
  /** ISO 639-1 by ISO 639-2. */
  readonly languages: Readonly<Record<string, string>>;
  readonly noLanguage: readonly string[];
  readonly mappings: readonly Omit<SourceContract, 'documentation' | 'comment'>[];
}

export interface RenderedTable {
  readonly schema: string;
  readonly name: string;
  readonly comment: string;
  readonly grain: string;
  readonly key: readonly string[];
  readonly runColumns: readonly string[];
  readonly columns: readonly Omit<ColumnContract, 'landedIn' | 'isId'>[];
  readonly layoutColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly rules: readonly RuleContract[];
  readonly deletionRules: readonly RuleContract[];
  readonly setRules: readonly SetRuleContract[];
  readonly isFeatureTable: boolean;
  /** A pipeline creates it; only the pipeline can alter it. */
  readonly isPipelines: boolean;
}

export interface RenderedFeed {
  readonly path: string;
  readonly fileNamePattern: string;
  readonly wholeFile: boolean;
  readonly bronzeTable: string;
  readonly document: string;
  readonly declared: string;
  /** Decimal fields, as DDL, whose digits are parsed a second time; empty: there are none. */
  readonly exact: string;
  /** SQL over `document` and `exact`: the same document, each text as its type reads it. */
  readonly reading: string;
  readonly schemaEvolution: SchemaEvolution;
  /** The options of the native reader; none: the files are read as text. */
  readonly nativeReader?: {
    readonly format: FeedFormat;
    readonly schemaHints: string;
    /** Columns of CSV files with JSON text. */
    readonly jsonColumns: readonly string[];
  };
  /** The mappings of vendors' documents that the feed accepts, by name. */
  readonly sources?: readonly string[];
  /** SQL over `payload`: the document of the feed as JSON, of a record of a CRM export. */
  readonly exportDocument?: string;
}

export interface RenderOptions {
  /**
   * Returns true if a pipeline, and not the stack, creates a table.
   * @default - the stack creates all tables
   */
  readonly isMadeByPipeline?: (table: TableContract) => boolean;
  /**
   * The treatment of undeclared fields, by feed.
   * @default - the schema evolution of the feed's contract
   */
  readonly schemaEvolution?: Readonly<Record<string, SchemaEvolution>>;
  /**
   * The reading of files, by feed.
   * @default - the reading of the feed's contract
   */
  readonly feeds?: Readonly<Record<string, FeedReading>>;
  /**
   * The time that the clock of a source may be ahead. Later times are of the future.
   * @default 15
   */
  readonly clockSkewMinutes?: number;
}

/** All contracts as one value, ready to be written as `contracts.json`. */
export function renderContracts(options: RenderOptions = {}): RenderedContracts {
  const clockSkewMinutes = options.clockSkewMinutes ?? CLOCK_SKEW_MINUTES;
  return {
    version: 1,
    clockSkewMinutes,
    whiteSpace: whiteSpace(),
    tables: Object.fromEntries(
      TABLES.map((t) => [
        qualifiedName(t),
        renderTable(t, clockSkewMinutes, options.isMadeByPipeline?.(t) ?? false),
      ]),
    ),
    feeds: Object.fromEntries(
      FEEDS.map((f) => [
        f.name,
        renderFeed(f, options.schemaEvolution?.[f.name], options.feeds?.[f.name]),
      ]),
    ),
    sources: renderSources(),
  };
}

/** Mappings of vendors' documents, with all values that reading a document needs. */
export function renderSources(
  sources: readonly SourceContract[] = SOURCES,
): RenderedContracts['sources'] {
  return {
    whiteSpace: whiteSpace(),
    contextFields: CONTEXT_FIELDS,
    languages: ISO_639_1,
    noLanguage: NO_LANGUAGE,
    mappings: sources.map(({ documentation: _pages, comment: _comment, ...mapping }) => mapping),
  };
}

function whiteSpace(): string {
  // SQL and JSON have the same escapes
  return JSON.parse(`"${WHITE_SPACE}"`) as string;
}

function renderTable(
  table: TableContract,
  clockSkewMinutes: number,
  isPipelines: boolean,
): RenderedTable {
  const bind = (text: string) => text.replaceAll(':clock_skew_minutes', `${clockSkewMinutes}`);
  const bound = (rules: readonly RuleContract[] = []) =>
    rules.map((rule) => ({
      ...rule,
      message: bind(rule.message),
      expression: bind(rule.expression),
    }));
  return {
    schema: table.schema,
    name: table.name,
    comment: table.comment,
    grain: table.grain,
    key: table.key ?? [],
    runColumns: table.runColumns ?? [],
    columns: table.columns.map(({ name, type, nullable, comment, pii, isReadByRowPredicate }) => ({
      name,
      type,
      nullable,
      comment,
      ...(pii === undefined ? {} : { pii }),
      ...(isReadByRowPredicate ? { isReadByRowPredicate } : {}),
    })),
    layoutColumns: table.layoutColumns ?? [],
    properties: table.properties ?? {},
    rules: bound(table.rules),
    deletionRules: bound(table.deletionRules),
    setRules: table.setRules ?? [],
    isFeatureTable: table.isFeatureTable ?? false,
    isPipelines,
  };
}

function renderFeed(
  feed: FeedContract,
  schemaEvolution?: SchemaEvolution,
  reading?: FeedReading,
): RenderedFeed {
  const { format, reader, fileNamePattern } = readingOfFeed(feed, reading);
  const sources = acceptedSources(feed, reading);
  const crm = exportOfFeed(feed, reading);
  return {
    path: feed.path,
    fileNamePattern,
    wholeFile: feed.wholeFile,
    bronzeTable: qualifiedName(feed.bronzeTable),
    document: parsingSchema(feed),
    declared: declaredSchema(feed),
    exact: exactSchema(feed.document),
    reading: readingOf(feed.document),
    schemaEvolution: schemaEvolution ?? feed.schemaEvolution ?? 'rescue',
    ...(reader === 'text'
      ? {}
      : {
          nativeReader: {
            format,
            schemaHints: schemaHints(feed, format, crm),
            jsonColumns: format === 'csv' && crm === undefined ? jsonColumns(feed) : [],
          },
        }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(crm === undefined ? {} : { exportDocument: exportDocument(crm) }),
  };
}
