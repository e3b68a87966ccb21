/** The form of an answer without its values: names of fields, and types of values. */
import { isObject } from '../../rules/json';

/** A type, a list of one form, or an object with a form for each field. */
export type Shape = string | readonly [Shape?] | { readonly [field: string]: Shape };

/** Fields whose keys are names that users choose. */
const MAPS = new Set([
  'annotations',
  'base_parameters',
  'configuration',
  'custom_tags',
  'default_tags',
  'job_parameters',
  'named_parameters',
  'options',
  'parameters',
  'properties',
  'spark_conf',
  'spark_env_vars',
  'tags',
]);
const FIELD = /^[A-Za-z][A-Za-z0-9_]{0,60}$/;

/** The form of a value. Elements of a list, and values of a map, are merged into one form. */
export function shapeOf(value: unknown, field = ''): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value))
    return value.length === 0 ? [] : [value.map((one) => shapeOf(one)).reduce(mergedShape)];
  if (!isObject(value)) return typeof value;
  const fields = Object.entries(value);
  if (MAPS.has(field) || fields.some(([key]) => !FIELD.test(key))) {
    const values = fields.map(([, one]) => shapeOf(one));
    return values.length === 0 ? {} : { '*': values.reduce(mergedShape) };
  }
  return Object.fromEntries(
    fields
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, shapeOf(one, key)] as const),
  );
}

const isList = (shape: Shape): shape is readonly [Shape?] => Array.isArray(shape);

/** The form of two values: the fields of both. */
export function mergedShape(a: Shape, b: Shape): Shape {
  if (typeof a === 'string' || typeof b === 'string') {
    if (a === b || b === 'null') return a;
    return a === 'null' ? b : 'mixed';
  }
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b)) return 'mixed';
    if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
    return [mergedShape(a[0]!, b[0]!)];
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    keys.map((key) => {
      const [left, right] = [a[key], b[key]];
      return [key, left && right ? mergedShape(left, right) : (left ?? right)!] as const;
    }),
  );
}

/**
 * Differences of `actual` from `expected`, as paths. Fields of only one of them count; a list without elements has no
 * known form, and is equal to every list.
 */
export function shapeDifferences(expected: Shape, actual: Shape, path = ''): string[] {
  const at = path === '' ? 'answer' : path;
  if (typeof expected === 'string' || typeof actual === 'string') {
    const isEqual = expected === actual || expected === 'null' || actual === 'null';
    return isEqual ? [] : [`${at}: ${kindOf(expected)} there, ${kindOf(actual)} here`];
  }
  if (isList(expected) || isList(actual)) {
    if (!isList(expected) || !isList(actual)) {
      return [`${at}: ${kindOf(expected)} there, ${kindOf(actual)} here`];
    }
    if (expected.length === 0 || actual.length === 0) return [];
    return shapeDifferences(expected[0]!, actual[0]!, `${path}[]`);
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return keys.flatMap((key) => {
    const name = path === '' ? key : `${path}.${key}`;
    const [there, here] = [expected[key], actual[key]];
    if (there === undefined) return [`${name}: only here`];
    if (here === undefined) return [`${name}: only there`];
    return shapeDifferences(there, here, name);
  });
}

function kindOf(shape: Shape): string {
  if (typeof shape === 'string') return shape;
  return isList(shape) ? 'list' : 'object';
}
