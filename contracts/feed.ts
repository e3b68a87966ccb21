import type { DocumentField } from './document';
import { exportColumns, type ExportContract, EXPORTS } from './exports';
import { SOURCES } from './sources';
import type { TableContract } from './table';
import { type DataType, formatType, parseType } from './types';

/** The treatment of fields that the document does not declare, by Auto Loader's names. */
export const SCHEMA_EVOLUTIONS = ['addNewColumns', 'rescue', 'explicit', 'none'] as const;
export type SchemaEvolution = (typeof SCHEMA_EVOLUTIONS)[number];

/** The formats of landed files. */
export const FEED_FORMATS = ['json', 'csv', 'parquet'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/**
 * The readers of landed files: as text, so that the payload has every byte, or by Auto Loader's
 * reader of the format, so that the payload is the record as JSON.
 */
export const FEED_READERS = ['text', 'native'] as const;
export type FeedReader = (typeof FEED_READERS)[number];

/** The reading of a feed's files. */
export interface FeedReading {
  /**
   * The format of the files.
   * @default json
   */
  readonly format?: FeedFormat;
  /**
   * The reader of the files. CSV and Parquet have the native one only.
   * @default - text for json, native for csv and parquet
   */
  readonly reader?: FeedReader;
  /**
   * The names of the files, as a glob.
   * @default - the pattern of the feed's contract, or of another format: *.csv, *.parquet
   */
  readonly fileNamePattern?: string;
  /**
   * The mappings of vendors' documents (contracts/sources/) that the feed accepts, of the feed
   * conversations only. Documents of a mapping are in the folder of its name below the feed's folder.
   * @default - none
   */
  readonly sources?: readonly string[];
  /**
   * The CRM whose export the files are (contracts/exports/), of the feeds deals and reps in CSV or Parquet.
   * @default - the columns have the names of the feed's fields
   */
  readonly export?: string;
}

export interface FeedContract extends FeedReading {
  readonly name: string;
  readonly comment: string;
  /** The folder below the landing volume. */
  readonly path: string;
  readonly fileNamePattern: string;
  /** One document a file, or one a line; of JSON only. */
  readonly wholeFile: boolean;
  readonly bronzeTable: TableContract;
  readonly document: readonly DocumentField[];
  /**
   * The treatment of undeclared fields; an environment can override it.
   * @default 'rescue'
   */
  readonly schemaEvolution?: SchemaEvolution;
}

/**
 * The parsing schema: the declared shape with every scalar as STRING. A value of the wrong type
 * then reaches the rules as it was sent, where a typed parse would have made it null. A VARIANT
 * stays one: as text, true and "true" would be the same.
 */
export function parsingSchema(feed: FeedContract): string {
  return feed.document
    .map((field) => `${field.name} ${formatType(asText(parseType(field.type)))}`)
    .join(', ');
}

/** The declared shape, in Spark's DDL: what drift is measured against. */
export function declaredSchema(feed: FeedContract): string {
  return feed.document
    .map((field) => `${field.name} ${formatType(parseType(field.type))}`)
    .join(', ');
}

function asText(type: DataType): DataType {
  switch (type.kind) {
    case 'scalar':
      return { kind: 'scalar', text: type.text === 'VARIANT' ? 'VARIANT' : 'STRING' };
    case 'array':
      return { kind: 'array', element: asText(type.element) };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((f) => ({ name: f.name, type: asText(f.type) })),
      };
  }
}

/** The reading of a feed in an environment, which may override the contract. */
export function readingOfFeed(
  feed: Pick<FeedContract, 'format' | 'reader' | 'fileNamePattern'>,
  override: FeedReading = {},
): Required<Omit<FeedReading, 'sources' | 'export'>> {
  const declared = feed.format ?? 'json';
  const format = override.format ?? declared;
  const isDeclared = format === declared;
  return {
    format,
    reader:
      override.reader ??
      (isDeclared ? feed.reader : undefined) ??
      (format === 'json' ? 'text' : 'native'),
    fileNamePattern:
      override.fileNamePattern ?? (isDeclared ? feed.fileNamePattern : `*.${format}`),
  };
}

/** The mappings that a feed accepts in an environment, which may override the contract. */
export function acceptedSources(
  feed: Pick<FeedContract, 'sources'>,
  override: FeedReading = {},
): readonly string[] {
  return override.sources ?? feed.sources ?? [];
}

/** The mapping of the CRM export that a feed reads in an environment, if any. */
export function exportOfFeed(
  feed: Pick<FeedContract, 'name' | 'export'>,
  override: FeedReading = {},
): ExportContract | undefined {
  const name = override.export ?? feed.export;
  return EXPORTS.find((one) => one.feed === feed.name && one.name === name);
}

/** Everything that is wrong with the reading of a feed; `prefix` is before the name of each field. */
export function feedReadingProblems(
  feed: Pick<FeedContract, 'name' | 'format' | 'reader' | 'fileNamePattern' | 'sources' | 'export'>,
  override: FeedReading = {},
  prefix = '',
): string[] {
  const { format, reader, fileNamePattern } = readingOfFeed(feed, override);
  const sources = acceptedSources(feed, override);
  const problems: string[] = [];
  if (!FEED_FORMATS.includes(format)) {
    problems.push(`\`${prefix}format\`: not one of ${FEED_FORMATS.join(', ')}, got ${format}`);
  } else if (reader === 'text' && format !== 'json') {
    problems.push(
      `\`${prefix}reader\`: not available for the format ${format}, got text. Use native`,
    );
  }
  if (!FEED_READERS.includes(reader)) {
    problems.push(`\`${prefix}reader\`: not one of ${FEED_READERS.join(', ')}, got ${reader}`);
  }
  if (!/^[^/\\]*[^/\\.*][^/\\]*$/.test(fileNamePattern)) {
    problems.push(
      `\`${prefix}fileNamePattern\`: not a pattern of file names such as *.${format}, got ${fileNamePattern}`,
    );
  }
  const names = SOURCES.map((source) => source.name);
  if (sources.length > 0 && feed.name !== MAPPED_FEED) {
    problems.push(
      `\`${prefix}sources\`: only available for the feed ${MAPPED_FEED}, got ${sources.join(', ')}`,
    );
  } else if (sources.length > 0 && reader !== 'text') {
    problems.push(`\`${prefix}sources\`: not available for the reader ${reader}. Use text`);
  }
  for (const source of sources.filter((one) => !names.includes(one))) {
    problems.push(`\`${prefix}sources\`: not one of ${names.join(', ')}, got ${source}`);
  }
  const crm = override.export ?? feed.export;
  if (crm !== undefined) {
    const known = EXPORTS.filter((one) => one.feed === feed.name).map((one) => one.name);
    if (!known.includes(crm)) {
      problems.push(
        `\`${prefix}export\`: not one of ${known.join(', ') || 'none'} for the feed ${feed.name}, got ${crm}`,
      );
    } else if (format === 'json') {
      problems.push(`\`${prefix}export\`: not available for the format json, got ${crm}`);
    }
  }
  return problems;
}

/** The feed whose documents the mappings of vendors give. */
const MAPPED_FEED = 'conversations';

/** The column for documents that the native reader cannot parse, as they were sent. */
const CORRUPT_RECORD = '_corrupt_record STRING';

/**
 * The schema hints of the native reader. JSON and CSV are read as text, value by value, so that a
 * value of another type reaches the rules as it was sent. A struct is hinted field by field: it can
 * then gain fields. Parquet keeps the types of its files: a hint of another type would rescue the
 * column.
 */
export function schemaHints(
  feed: FeedContract,
  format: FeedFormat,
  crm?: Pick<ExportContract, 'fields'>,
): string {
  if (crm !== undefined && format === 'csv') {
    return [...exportColumns(crm).map((name) => `${name} STRING`), CORRUPT_RECORD].join(', ');
  }
  switch (format) {
    case 'json':
      return [
        ...feed.document.flatMap(({ name, type }) => hints(name, parseType(type))),
        CORRUPT_RECORD,
      ].join(', ');
    case 'csv':
      return [...feed.document.map(({ name }) => `${name} STRING`), CORRUPT_RECORD].join(', ');
    case 'parquet':
      return CORRUPT_RECORD;
  }
}

/** The fields of a document that are objects or lists: in CSV they are columns of JSON text. */
export function jsonColumns(feed: FeedContract): string[] {
  return feed.document
    .filter(({ type }) => parseType(type).kind !== 'scalar')
    .map(({ name }) => name);
}

function hints(path: string, type: DataType): string[] {
  return type.kind === 'struct'
    ? type.fields.flatMap((field) => hints(`${path}.${field.name}`, field.type))
    : [`${path} ${formatType(asText(type))}`];
}
