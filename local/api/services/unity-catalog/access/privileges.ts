/** Unity Catalog's privileges: which apply to which kind of object, and which kinds hold which. */
import type { Named } from '../../../core/cluster/statement-access';

const ON_TABLE = ['SELECT', 'MODIFY', 'REFRESH', 'APPLY_TAG', 'BROWSE'];
const ON_VOLUME = ['READ_VOLUME', 'WRITE_VOLUME', 'APPLY_TAG', 'BROWSE'];
const ON_FUNCTION = ['EXECUTE', 'CREATE_MODEL_VERSION', 'APPLY_TAG', 'BROWSE'];
const IN_SCHEMA = [
  'USE_SCHEMA',
  'CREATE_TABLE',
  'CREATE_VOLUME',
  'CREATE_FUNCTION',
  'CREATE_MODEL',
  'CREATE_MATERIALIZED_VIEW',
  'EXTERNAL_USE_SCHEMA',
  ...ON_TABLE,
  ...ON_VOLUME,
  ...ON_FUNCTION,
];

/** Privileges by type of securable; ALL_PRIVILEGES and MANAGE apply to every type. */
const APPLICABLE: Record<string, readonly string[]> = {
  metastore: [
    'CREATE_CATALOG',
    'CREATE_CONNECTION',
    'CREATE_EXTERNAL_LOCATION',
    'CREATE_STORAGE_CREDENTIAL',
    'CREATE_SERVICE_CREDENTIAL',
    'CREATE_SHARE',
    'CREATE_RECIPIENT',
    'CREATE_PROVIDER',
    'MANAGE_ALLOWLIST',
    'USE_MARKETPLACE_ASSETS',
  ],
  catalog: ['USE_CATALOG', 'CREATE_SCHEMA', ...IN_SCHEMA],
  schema: IN_SCHEMA,
  table: ON_TABLE,
  volume: ON_VOLUME,
  // registered models are securables of type function
  function: ON_FUNCTION,
  storage_credential: [
    'CREATE_EXTERNAL_LOCATION',
    'CREATE_EXTERNAL_TABLE',
    'READ_FILES',
    'WRITE_FILES',
  ],
  external_location: [
    'BROWSE',
    'CREATE_EXTERNAL_TABLE',
    'CREATE_EXTERNAL_VOLUME',
    'CREATE_MANAGED_STORAGE',
    'READ_FILES',
    'WRITE_FILES',
  ],
};

/** The collection of each type, where objects of the type are kept in one. */
export const COLLECTIONS: Record<string, string> = {
  catalog: 'catalogs',
  schema: 'schemas',
  volume: 'volumes',
  function: 'models',
  storage_credential: 'storage_credentials',
  external_location: 'external_locations',
};

/** `USE SCHEMA` and `use_schema` are both `USE_SCHEMA`. */
export function normalizePrivilege(privilege: string): string {
  return privilege.trim().toUpperCase().replaceAll(' ', '_');
}

export function isSecurableType(type: string): boolean {
  return Object.hasOwn(APPLICABLE, type);
}

export function securableTypes(): string[] {
  return Object.keys(APPLICABLE);
}

export function isApplicable(privilege: string, type: string): boolean {
  return (
    privilege === 'ALL_PRIVILEGES' ||
    privilege === 'MANAGE' ||
    APPLICABLE[type]!.includes(privilege)
  );
}

/** The objects that hold `fullName`, innermost first. */
export function parentsOf(fullName: string): Named[] {
  const [catalog, schema, object] = fullName.split('.');
  const parents: Named[] = [];
  if (object !== undefined) {
    parents.push({ securable_type: 'schema', full_name: `${catalog}.${schema}` });
  }
  if (schema !== undefined) parents.push({ securable_type: 'catalog', full_name: catalog! });
  return parents;
}
