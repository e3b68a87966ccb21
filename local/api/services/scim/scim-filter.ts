/** The part of SCIM's filter language that clients send: `attribute op "value"`, joined by and / or. */
import { isObject, type JsonObject, shown } from '../../core/json';
import { ScimError } from './scim-error';

type Predicate = (entity: JsonObject) => boolean;

const CLAUSE = /^\s*([\w.]+)\s+(eq|ne|co|sw)\s+"?([^"]*)"?\s*$/i;

function valuesOf(entity: JsonObject, path: string): string[] {
  const [attribute, ...rest] = path.split('.');
  const key = Object.keys(entity).find((k) => k.toLowerCase() === attribute!.toLowerCase());
  const value = key === undefined ? undefined : entity[key];
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const field = rest[0] ?? 'value';
  return items.map((item) => shown(isObject(item) ? item[field] : item).toLowerCase());
}

function clause(text: string): Predicate {
  const match = CLAUSE.exec(text);
  if (!match) {
    throw new ScimError(
      400,
      'INVALID_PARAMETER_VALUE',
      'Given filter operator is not supported.',
      'InvalidFilter',
    );
  }
  const [, path, operator, raw] = match as unknown as [string, string, string, string];
  const wanted = raw.toLowerCase();
  return (entity) => {
    const values = valuesOf(entity, path);
    switch (operator.toLowerCase()) {
      case 'eq':
        return values.includes(wanted);
      case 'ne':
        return !values.includes(wanted);
      case 'co':
        return values.some((value) => value.includes(wanted));
      default:
        return values.some((value) => value.startsWith(wanted));
    }
  };
}

/** A predicate of `filter`; `and` binds stronger than `or`, and neither may stand inside a value. */
export function parseFilter(filter: string): Predicate {
  const alternatives = filter
    .split(/\s+or\s+/i)
    .map((part) => part.split(/\s+and\s+/i).map(clause));
  return (entity) => alternatives.some((all) => all.every((matches) => matches(entity)));
}
