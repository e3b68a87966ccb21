/** SCIM PATCH operations on one entity. */
import { invalidParameter } from '../../core/errors';
import { isObject, type JsonObject, objectsIn, shown } from '../../core/json';
import { omit } from '../../core/omit';

export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** Attributes that hold a set of `{value}` objects. */
const MULTI_VALUED = ['members', 'entitlements', 'roles', 'emails'];
const SINGLE_VALUED = ['displayName', 'userName', 'active', 'externalId', 'name', 'applicationId'];
const PATH = /^(\w+)(?:\[\s*value\s+eq\s+"([^"]*)"\s*\])?$/;

function asValues(value: unknown): JsonObject[] {
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : value === undefined
      ? []
      : [value];
  return list.map((item) => (isObject(item) ? item : { value: item }));
}

/** Clients send `{value: ""}` for an attribute without members. */
export function withoutEmpty(items: readonly JsonObject[]): JsonObject[] {
  return items.filter((item) => item.value !== undefined && item.value !== '');
}

function patchMany(
  present: readonly JsonObject[],
  operation: PatchOperation,
  selected?: string,
): JsonObject[] {
  const given = withoutEmpty(asValues(operation.value));
  switch (operation.op.toLowerCase()) {
    case 'add': {
      const known = new Set(present.map((item) => item.value));
      return [...present, ...given.filter((item) => !known.has(item.value))];
    }
    case 'replace':
      return given;
    default: {
      const gone = new Set(selected !== undefined ? [selected] : given.map((item) => item.value));
      return gone.size === 0 ? [] : present.filter((item) => !gone.has(item.value));
    }
  }
}

/** `entity` with one operation applied. */
function apply(entity: JsonObject, operation: PatchOperation): JsonObject {
  if (operation.path === undefined) {
    const { value } = operation;
    if (!isObject(value)) {
      throw invalidParameter(`A PATCH operation without a path needs an object as value`);
    }
    const parts = Object.entries(value).map(([path, part]) => ({
      op: operation.op,
      path,
      value: part,
    }));
    return parts.reduce(apply, entity);
  }
  const match = PATH.exec(operation.path);
  const attribute = match?.[1];
  if (attribute && MULTI_VALUED.includes(attribute)) {
    return { ...entity, [attribute]: patchMany(objectsIn(entity, attribute), operation, match[2]) };
  }
  if (attribute && SINGLE_VALUED.includes(attribute) && match[2] === undefined) {
    const rest: JsonObject = omit(entity, attribute);
    const isRemoved = operation.op.toLowerCase() === 'remove';
    return isRemoved ? rest : { ...rest, [attribute]: operation.value };
  }
  throw invalidParameter(`PATCH path is not supported, got ${operation.path}`);
}

/** `entity` with all `operations` applied in order. */
export function applyPatch<T extends JsonObject>(entity: T, operations: unknown): T {
  if (!Array.isArray(operations)) throw invalidParameter('Missing required field: Operations');
  for (const operation of operations as unknown[]) {
    const op = shown(isObject(operation) ? operation.op : undefined);
    if (!['add', 'replace', 'remove'].includes(op.toLowerCase())) {
      throw invalidParameter(`PATCH op: must be add, replace or remove, got ${op}`);
    }
  }
  return (operations as PatchOperation[]).reduce<JsonObject>(apply, entity) as T;
}
