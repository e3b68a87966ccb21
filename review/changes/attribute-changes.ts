import { Hidden, isVisibleObject, type Json } from '../../rules/plan-values';
import { isComputed } from './computed';
import type { Detail } from './detail';
import { readable, textDiff } from './text-diff';

type Objects = { [name: string]: Json };

/** Attributes that identify the elements of a list; the first one that all elements have. */
const KEYS = [
  'task_key',
  'job_cluster_key',
  'environment_key',
  'principal',
  'group_name',
  'service_principal_name',
  'user_name',
  'name',
  'key',
  'id',
];
const LONGEST_VALUE = 200;

/**
 * Differences between two bodies, one entry per attribute. Lists of named elements are compared by
 * name, in any order. Null, an empty text, an empty list and an empty object are the same.
 */
export function attributeChanges(before: Json, after: Json, type: string): Detail[] {
  return differences(before, after, '', type);
}

function differences(before: Json, after: Json, path: string, type: string): Detail[] {
  if (isEmpty(before) && isEmpty(after)) return [];
  if (before instanceof Hidden || after instanceof Hidden) {
    return before instanceof Hidden && before.isSameAs(after) ? [] : [leaf(path, before, after)];
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    if ((Array.isArray(before) || isEmpty(before)) && (Array.isArray(after) || isEmpty(after))) {
      return ofLists((before ?? []) as Json[], (after ?? []) as Json[], path, type);
    }
  }
  if (isVisibleObject(before) || isVisibleObject(after)) {
    const [old, now] = [isVisibleObject(before) ? before : {}, isVisibleObject(after) ? after : {}];
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return names
      .filter((name) => !isComputed(type, name, path === ''))
      .flatMap((name) => differences(old[name] ?? null, now[name] ?? null, join(path, name), type));
  }
  return before === after ? [] : [leaf(path, before, after)];
}

function ofLists(before: Json[], after: Json[], path: string, type: string): Detail[] {
  if (before.length <= 1 && after.length <= 1 && [...before, ...after].every(isVisibleObject)) {
    return differences(before[0] ?? null, after[0] ?? null, path, type);
  }
  const key = KEYS.find((name) => tellsApart(before, name) && tellsApart(after, name));
  if (key === undefined) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [leaf(path, before, after)];
  }
  const [old, now] = [byKey(before, key), byKey(after, key)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const at = `${path}[${name}]`;
    return was && is ? differences(was, is, at, type) : [leaf(at, was ?? null, is ?? null)];
  });
}

function tellsApart(list: Json[], key: string): boolean {
  const names = list.map((item) => (isVisibleObject(item) ? item[key] : undefined));
  return names.every((n) => typeof n === 'string' && n) && new Set(names).size === names.length;
}

function byKey(list: Json[], key: string): Map<string, Objects> {
  return new Map((list as Objects[]).map((item) => [item[key] as string, item]));
}

function leaf(path: string, before: Json, after: Json): Detail {
  if (typeof before === 'string' && typeof after === 'string') {
    const [old, now] = [readable(before), readable(after)];
    if (old.includes('\n') || now.includes('\n')) {
      const { lines, omittedLines } = textDiff(old, now);
      return { path, diff: lines, ...(omittedLines > 0 && { omittedLines }) };
    }
  }
  return {
    path,
    ...(!isEmpty(before) && { before: show(before) }),
    ...(!isEmpty(after) && { after: show(after) }),
  };
}

/** A value on one line, cut when it is long. */
export function show(value: Json): string {
  const text =
    typeof value === 'string'
      ? value
      : value instanceof Hidden
        ? value.label
        : JSON.stringify(value, (name, field: Json) =>
            isEmpty(field) || isComputed('', name, false) ? undefined : field,
          );
  const more = text.length - LONGEST_VALUE;
  return more > 0 ? `${text.slice(0, LONGEST_VALUE)}… (${more} more characters)` : text;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Returns whether a provider treats a value as absent. */
export function isEmpty(value: Json): boolean {
  if (value === null || value === '') return true;
  if (value instanceof Hidden || typeof value !== 'object') return false;
  return Object.values(value).every(isEmpty);
}
