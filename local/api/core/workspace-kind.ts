/** Kinds of workspaces, by the compute that they have. */
import type { Workspace } from './workspace';

/** `standard` has clusters and serverless compute, `classic` clusters only, `free` serverless compute with quotas. */
export const WORKSPACE_KINDS = ['standard', 'classic', 'free'] as const;
export type WorkspaceKind = (typeof WORKSPACE_KINDS)[number];

export const HAS_CLUSTERS: Readonly<Record<WorkspaceKind, boolean>> = {
  standard: true,
  classic: true,
  free: false,
};

export const HAS_SERVERLESS: Readonly<Record<WorkspaceKind, boolean>> = {
  standard: true,
  classic: false,
  free: true,
};

const COLLECTION = 'workspace_kind';
const KEY = 'kind';

/** Returns the kind of a workspace, which it has from its creation on. */
export function kindOf(ws: Workspace): WorkspaceKind {
  return ws.state.collection<{ kind: WorkspaceKind }>(COLLECTION).get(KEY)?.kind ?? 'standard';
}

/** Sets the kind of a new workspace. @throws Error for a workspace of another kind */
export function setKind(ws: Workspace, kind: WorkspaceKind): void {
  if (kindOf(ws) === kind) return;
  const { state, home } = ws;
  const isNew = ['catalogs', 'jobs', 'warehouses'].every(
    (name) => state.collection(name).keys().length === 0,
  );
  if (!isNew) {
    throw new Error(
      `--kind: the workspace must be new, got ${home.root} of kind ${kindOf(ws)}. Use another --home`,
    );
  }
  state.collection<{ kind: WorkspaceKind }>(COLLECTION).set(KEY, { kind });
}
