/** What was decided of the objects that a statement asks for, in the words of the audit log. */
import type { Action } from './event';

/** One privilege on one object, asked for by a statement. */
export interface Decision {
  /** Unity Catalog's, with underscores: `SELECT`, `USE_SCHEMA`. */
  readonly privilege: string;
  /** catalog, schema, table (a view is one), function or volume. */
  readonly securableType: string;
  readonly fullName: string;
  readonly allowed: boolean;
  /** Why not. @default - it was allowed */
  readonly message?: string;
}

const ASKED_BY_NAME: Readonly<Record<string, [action: string, param: string]>> = {
  catalog: ['getCatalog', 'name_arg'],
  schema: ['getSchema', 'full_name_arg'],
  table: ['getTable', 'full_name_arg'],
  function: ['getFunction', 'full_name_arg'],
  volume: ['getVolume', 'volume_full_name'],
};

/** What hands out access to data: Unity Catalog signs it for each table and volume. */
const OPERATIONS: Readonly<Record<string, [kind: 'table' | 'volume', operation: string]>> = {
  SELECT: ['table', 'READ'],
  MODIFY: ['table', 'READ_WRITE'],
  READ_VOLUME: ['volume', 'READ_VOLUME'],
  WRITE_VOLUME: ['volume', 'WRITE_VOLUME'],
};

/**
 * The action by which the decision shows: on Databricks no event is called a decision. Access to
 * data shows as the credential for it; any other privilege as a look at the object.
 */
export function accessAction({ privilege, securableType, fullName }: Decision): Action {
  const [kind, operation] = OPERATIONS[privilege] ?? [];
  if (kind !== undefined && kind === securableType) {
    const name = kind === 'table' ? 'Table' : 'Volume';
    return {
      service: 'unityCatalog',
      name: `generateTemporary${name}Credential`,
      params: { [`${kind}_full_name`]: fullName, operation, credential_kind: 'SQL' },
    };
  }
  const [name, param] = ASKED_BY_NAME[securableType] ?? ['getPermissions', 'securable_full_name'];
  return { service: 'unityCatalog', name, params: { [param]: fullName, privilege } };
}
