import type { DocumentField } from './document';
import { type DataType, parseType } from './types';

/**
 * Readings of landed text, by the declared type of the field. Each reading is stated here once, and
 * applied once, where a document is parsed. The rules and merges after it see text that Spark casts
 * to one value on any day. docs/explanation/ingestion-guarantees.md lists the readings.
 */

/** White space of Unicode, the byte order mark and the zero-width space: none of it is text. */
export const WHITE_SPACE = [
  ...['\\u0009', '\\u000a', '\\u000b', '\\u000c', '\\u000d', '\\u0020', '\\u0085', '\\u00a0'],
  ...['\\u1680', '\\u2000', '\\u2001', '\\u2002', '\\u2003', '\\u2004', '\\u2005', '\\u2006'],
  ...['\\u2007', '\\u2008', '\\u2009', '\\u200a', '\\u200b', '\\u2028', '\\u2029', '\\u202f'],
  ...['\\u205f', '\\u3000', '\\ufeff'],
].join('');

/**
 * A time begins with a whole date; a time of day has hours and minutes. Spark's cast also takes a
 * time of day alone, as one of today, and a year or a month alone, as its first day (Spark,
 * SparkDateTimeUtils.parseTimestampString).
 */
const TIME =
  '^ *[+-]?[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}([T ] *|[T ][0-9]{1,2}:[0-9]{1,2}([^0-9].*)?)?$';

/** A number in JSON's spelling, or with a plus: ASCII digits, a point, no grouping. */
const NUMBER = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$';

/** The text without white space around it. */
export function trimmed(text: string): string {
  return `trim(both '${WHITE_SPACE}' from ${text})`;
}

/** A predicate: the text is a number in JSON's spelling. */
export function isNumber(text: string): string {
  return `${text} rlike '${NUMBER}'`;
}

/**
 * The document with the text of each field as its type reads it: a SQL expression over the column
 * `document`, of its type, and `exact`, of `exactSchema`.
 */
export function readingOf(document: readonly DocumentField[]): string {
  const type: DataType = {
    kind: 'struct',
    fields: document.map(({ name, type: text }) => ({ name, type: parseType(text) })),
  };
  return read(type, 'document', document, 0) ?? 'document';
}

/** The column of a second parse, which has the digits of decimal numbers. */
const EXACT = 'exact';

/** The fields of the second parse as Spark's DDL; empty where no number needs it. */
export function exactSchema(document: readonly DocumentField[]): string {
  return document
    .filter(({ type }) => type.startsWith('DECIMAL'))
    .map(({ name }) => `${name} DECIMAL(38,18)`)
    .join(', ');
}

/** The expression that reads `path`; undefined where nothing within is read otherwise than sent. */
function read(
  type: DataType,
  path: string,
  declared: readonly DocumentField[] | undefined,
  depth: number,
): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return readScalar(type.text, path);
    case 'array': {
      const element = `e${depth}`;
      const reading = read(type.element, element, declared, depth + 1);
      return reading && `transform(${path}, ${element} -> ${reading})`;
    }
    case 'struct': {
      let isRead = false;
      const parts = type.fields.map((field) => {
        const contract = declared?.find(({ name }) => name === field.name);
        const at = `${path}.${field.name}`;
        const reading = contract?.isId ? readId(at) : read(field.type, at, contract?.fields, depth);
        isRead ||= reading !== undefined;
        return `'${field.name}', ${reading ?? at}`;
      });
      return isRead ? `if(${path} is null, null, named_struct(${parts.join(', ')}))` : undefined;
    }
  }
}

function readScalar(type: string, path: string): string | undefined {
  if (type === 'TIMESTAMP') return elseAsJson(`${path} rlike '${TIME}'`, path, path);
  if (type.startsWith('DECIMAL')) return readDecimal(path);
  if (type === 'INT' || type === 'BIGINT') return readWhole(path);
  return undefined;
}

/** Text that its type does not read is kept as JSON text: no cast takes the quotes. */
function elseAsJson(isReadable: string, reading: string, path: string): string {
  return `case when ${isReadable} then ${reading} else concat('"', ${path}, '"') end`;
}

/**
 * A number by its digits. `from_json` writes a number into text by way of a double, which rounds it
 * (Spark, JacksonParser: exact strings are for byte sources only), so that its digits are from a
 * second parse. Of more than 18 digits behind the point the text remains, for the rules to see.
 */
function readDecimal(path: string): string {
  const [document, field, ...deeper] = path.split('.');
  if (document !== 'document' || deeper.length > 0) {
    throw new Error(
      `reading of ${path}: a DECIMAL below the first level of a document. Move it up`,
    );
  }
  const exact = `${EXACT}.${field}`;
  const isExact = `cast(${exact} as double) = try_cast(${path} as double)`;
  return elseAsJson(isNumber(path), `if(${isExact}, cast(${exact} as string), ${path})`, path);
}

/** `10.0` and `1e1` are written 10; a fraction stays as it was sent, for the rules to see. */
function readWhole(path: string): string {
  // 20 digits before the point: for the comparison, Spark would round wider values
  const exact = `try_cast(${path} as decimal(37,17))`;
  const reading = `if(${exact} = floor(${exact}), cast(floor(${exact}) as string), ${path})`;
  return elseAsJson(isNumber(path), reading, path);
}

/** An id has no white space around it, and an empty one is none. */
function readId(path: string): string {
  return `nullif(${trimmed(path)}, '')`;
}
