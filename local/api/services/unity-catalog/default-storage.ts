/**
 * Metastores without a storage root, as in accounts with default storage and in the Free Edition.
 * The API creates no catalog there without a storage root; the catalog of the workspace exists.
 */
import { ApiError, invalidState } from '../../core/errors';
import { ADMIN_USER } from '../../core/identity/principals';
import type { JsonObject } from '../../core/json';
import type { Workspace } from '../../core/workspace';

const COLLECTION = 'metastores';

/** Returns true if the metastore of the workspace has no storage root. */
export function usesDefaultStorage(ws: Workspace): boolean {
  return ws.state.collection(COLLECTION).has(ws.state.metastoreId);
}

/** Removes the storage root of the metastore of a new workspace, and creates its catalog by `create`. */
export function enableDefaultStorage(ws: Workspace, create: (owner: string) => void): void {
  if (usesDefaultStorage(ws)) return;
  if (ws.state.collection('catalogs').keys().length > 0) {
    throw new Error(
      `--default-storage: the workspace must be new, got ${ws.home.root}. Use another --home`,
    );
  }
  ws.state.collection(COLLECTION).set(ws.state.metastoreId, { storage_root: null });
  create(ADMIN_USER);
}

/** Refuses a new catalog without a storage root, by the error of the platform. */
export function requireStorageRoot(ws: Workspace, catalog: JsonObject): void {
  if (catalog.storage_root || !usesDefaultStorage(ws)) return;
  throw noStorageRoot();
}

/** Text and code: https://github.com/databricks/cli/issues/4513. */
function noStorageRoot(): ApiError {
  return invalidState(
    "Metastore storage root URL does not exist. Default Storage is enabled in your account. You can use the UI to create a new catalog using Default Storage, or please provide a storage location for the catalog (for example 'CREATE CATALOG myCatalog MANAGED LOCATION '<location-path>').",
  );
}
