/** SCIM PATCH operations on one entity. */
import { invalidParameter } from '../../core/errors';
import { omit } from '../../core/omit';
import type { Entity } from '../../core/state';

export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** Attributes that hold a set of `{value}` objects. */
const MULTI_VALUED = ['members', 'entitlements', 'roles', 'emails'];
const SINGLE_VALUED = ['displayName', 'userName', 'active', 'externalId', 'name', 'applicationId'];
const PATH = /^(\w+)(?:\[\s*value\s+eq\s+"([^"]*)"\s*\])?$/;

function asValues(value: unknown): Entity[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((item) =>
    typeof item === 'object' && item !== null ? (item as Entity) : { value: item },
  );
}

/** Clients send `{value: ""}` for an attribute without members. */
export function withoutEmpty(items: Entity[]): Entity[] {
  return items.filter((item) => item.value !== undefined && item.value !== '');
}

function patchMany(present: Entity[], operation: PatchOperation, selected?: string): Entity[] {
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
function apply(entity: Entity, operation: PatchOperation): Entity {
  if (operation.path === undefined) {
    const { value } = operation;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
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
    return { ...entity, [attribute]: patchMany(entity[attribute] ?? [], operation, match[2]) };
  }
  if (attribute && SINGLE_VALUED.includes(attribute) && match[2] === undefined) {
    const rest: Entity = omit(entity, attribute);
    const isRemoved = operation.op.toLowerCase() === 'remove';
    return isRemoved ? rest : { ...rest, [attribute]: operation.value };
  }
  throw invalidParameter(`PATCH path is not supported, got ${operation.path}`);
}

/** `entity` with all `operations` applied in order. */
export function applyPatch(entity: Entity, operations: unknown): Entity {
  if (!Array.isArray(operations)) throw invalidParameter('Missing required field: Operations');
  for (const { op } of operations) {
    if (!['add', 'replace', 'remove'].includes(String(op).toLowerCase())) {
      throw invalidParameter(`PATCH op: must be add, replace or remove, got ${op}`);
    }
  }
  return (operations as PatchOperation[]).reduce(apply, entity);
}
