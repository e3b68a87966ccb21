/** Audit actions on securables, grants and bindings. */
import { type Actions, unityCatalogAction as uc } from '../../../core/audit/action';

const PATH = '/unity-catalog';

export const unityCatalogActions: Actions = {
  [`POST ${PATH}/catalogs`]: uc('createCatalog', 'name', 'comment'),
  [`GET ${PATH}/catalogs`]: uc('listCatalogs'),
  [`GET ${PATH}/catalogs/:name`]: uc('getCatalog', 'name_arg=name'),
  [`PATCH ${PATH}/catalogs/:name`]: uc('updateCatalog', 'name_arg=name', 'isolation_mode', 'owner'),
  [`DELETE ${PATH}/catalogs/:name`]: uc('deleteCatalog', 'name_arg=name'),

  [`POST ${PATH}/schemas`]: uc('createSchema', 'name', 'catalog_name', 'comment'),
  [`GET ${PATH}/schemas`]: uc('listSchemas', 'catalog_name'),
  [`GET ${PATH}/schemas/:name`]: uc('getSchema', 'full_name_arg=name'),
  [`PATCH ${PATH}/schemas/:name`]: uc('updateSchema', 'full_name_arg=name', 'owner'),
  [`DELETE ${PATH}/schemas/:name`]: uc('deleteSchema', 'full_name_arg=name'),

  [`POST ${PATH}/volumes`]: uc(
    'createVolume',
    'name',
    'catalog_name',
    'schema_name',
    'volume_type',
    'storage_location',
  ),
  [`GET ${PATH}/volumes`]: uc('listVolumes', 'catalog_name', 'schema_name'),
  [`GET ${PATH}/volumes/:name`]: uc('getVolume', 'volume_full_name=name'),
  [`PATCH ${PATH}/volumes/:name`]: uc('updateVolume', 'volume_full_name=name', 'owner'),
  [`DELETE ${PATH}/volumes/:name`]: uc('deleteVolume', 'volume_full_name=name'),

  [`POST ${PATH}/storage-credentials`]: uc('createStorageCredential', 'name', 'comment'),
  [`GET ${PATH}/storage-credentials`]: uc('listStorageCredentials'),
  [`GET ${PATH}/storage-credentials/:name`]: uc('getStorageCredential', 'name_arg=name'),
  [`PATCH ${PATH}/storage-credentials/:name`]: uc(
    'updateStorageCredential',
    'name_arg=name',
    'isolation_mode',
    'owner',
  ),
  [`DELETE ${PATH}/storage-credentials/:name`]: uc('deleteStorageCredential', 'name_arg=name'),

  [`POST ${PATH}/external-locations`]: uc(
    'createExternalLocation',
    'name',
    'url',
    'credential_name',
    'comment',
  ),
  [`GET ${PATH}/external-locations`]: uc('listExternalLocations'),
  [`GET ${PATH}/external-locations/:name`]: uc('getExternalLocation', 'name_arg=name'),
  [`PATCH ${PATH}/external-locations/:name`]: uc(
    'updateExternalLocation',
    'name_arg=name',
    'url',
    'credential_name',
    'isolation_mode',
    'owner',
  ),
  [`DELETE ${PATH}/external-locations/:name`]: uc('deleteExternalLocation', 'name_arg=name'),

  [`GET ${PATH}/permissions/:type/:name`]: uc(
    'getPermissions',
    'securable_type=type',
    'securable_full_name=name',
  ),
  [`PATCH ${PATH}/permissions/:type/:name`]: uc(
    'updatePermissions',
    'securable_type=type',
    'securable_full_name=name',
    'changes',
  ),
  [`GET ${PATH}/effective-permissions/:type/:name`]: uc(
    'getEffectivePermissions',
    'securable_type=type',
    'securable_full_name=name',
  ),

  [`PATCH ${PATH}/bindings/:type/:name`]: uc(
    'updateWorkspaceBindings',
    'securable_type=type',
    'securable_full_name=name',
    'add',
    'remove',
  ),
  [`PATCH ${PATH}/workspace-bindings/catalogs/:name`]: uc(
    'updateCatalogWorkspaceBindings',
    'name_arg=name',
    'assign_workspaces',
    'unassign_workspaces',
  ),
  [`PUT ${PATH}/metastores/:id/systemschemas/:schema`]: uc(
    'enableSystemSchema',
    'schema_name=schema',
  ),
  [`DELETE ${PATH}/metastores/:id/systemschemas/:schema`]: uc(
    'disableSystemSchema',
    'schema_name=schema',
  ),
};
