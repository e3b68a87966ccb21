import type { DocumentField } from './document';
import type { TableContract } from './table';
import { type DataType, formatType, parseType } from './types';

/** The treatment of fields that the document does not declare, by Auto Loader's names. */
export const SCHEMA_EVOLUTIONS = ['addNewColumns', 'rescue', 'explicit', 'none'] as const;
export type SchemaEvolution = (typeof SCHEMA_EVOLUTIONS)[number];

export interface FeedContract {
  readonly name: string;
  readonly comment: string;
  /** The folder below the landing volume. */
  readonly path: string;
  readonly fileNamePattern: string;
  /** One document a file, or one a line. */
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
