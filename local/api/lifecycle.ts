/** The life of one workspace: opened, started at its address, closed. */
import type { Cluster } from './core/cluster/cluster';
import { ADMIN_USER } from './core/identity/principals';
import type { Log } from './core/log';
import { merged } from './core/service';
import { Workspace } from './core/workspace';
import { setKind, type WorkspaceKind } from './core/workspace-kind';
import { SERVICES } from './services';
import { ensureWarehouse } from './services/sql/warehouse-routes';
import { addCatalog } from './services/unity-catalog/catalogs';
import { enableDefaultStorage, usesDefaultStorage } from './services/unity-catalog/default-storage';

export interface WorkspaceOptions {
  /**
   * The metastore has no storage root, and the catalog exists. Only a new workspace can be of this kind.
   * @default false
   */
  readonly defaultStorage?: boolean;
  /**
   * The kind of a new workspace; `free` implies default storage, the catalog `workspace` and a warehouse.
   * @default - that of the workspace; standard for a new one
   */
  readonly kind?: WorkspaceKind;
  /**
   * Names of the catalog. The first is its own in a new workspace, where it is created.
   * @default - those of the workspace
   */
  readonly catalogNames?: readonly string[];
  /**
   * Names of SQL warehouses, which are created if they do not exist.
   * @default - none
   */
  readonly warehouses?: readonly string[];
}

/** Catalog and SQL warehouse that a workspace of the Free Edition has from the start. */
const FREE_CATALOG = 'workspace';
const FREE_WAREHOUSE = 'Serverless Starter Warehouse';

/** Opens the workspace in the folder `root`, and creates it where none exists. */
export async function openWorkspace(
  root: string,
  cluster: Cluster,
  log: Log,
  { defaultStorage = false, kind, catalogNames = [], warehouses = [] }: WorkspaceOptions = {},
): Promise<Workspace> {
  const ws = new Workspace(root, cluster, log, merged(SERVICES, 'objectTypes'));
  for (const service of SERVICES) await service.open?.(ws);
  const isNewFree = kind === 'free' && !usesDefaultStorage(ws);
  const names = [...(isNewFree ? [FREE_CATALOG] : []), ...catalogNames];
  const hasCatalog = (): boolean => ws.state.collection('catalogs').keys().length > 0;
  ws.catalogNames.add(names, !hasCatalog());
  if (kind !== undefined) setKind(ws, kind);
  if (defaultStorage || kind === 'free') {
    enableDefaultStorage(ws, (owner) => addCatalog(ws, owner));
  }
  if (isNewFree) ensureWarehouse(ws, FREE_WAREHOUSE, ADMIN_USER);
  if (names.length > 0 && !hasCatalog()) addCatalog(ws, ADMIN_USER);
  for (const name of warehouses) ensureWarehouse(ws, name, ADMIN_USER);
  return ws;
}

/** Takes the address of the server: writes the profiles and the state, then starts the services. */
export async function startWorkspace(ws: Workspace, host: string): Promise<void> {
  ws.host = host;
  ws.writeConfig();
  await ws.state.persist();
  for (const service of SERVICES) service.start?.(ws);
}

/** Closes the services, then writes the audit log and the state. */
export async function closeWorkspace(ws: Workspace): Promise<void> {
  const closing = [...SERVICES].reverse().map((service) => service.close?.(ws));
  await Promise.all([...closing, ws.cluster.stop()]);
  await ws.audit.flush();
  await ws.state.persist();
}
