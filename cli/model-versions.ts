/** The versions of a registered model, and the one that an endpoint serves. */
import { ApiError, pages, type Workspace } from '../client/rest';

export interface ModelVersion {
  readonly version: number;
  readonly aliases: readonly string[];
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** The MLflow run that made it. */
  readonly run_id: string;
}

interface Listed {
  readonly version: number;
  readonly created_at: number;
  readonly run_id?: string;
}

interface Aliases {
  readonly aliases?: readonly { readonly alias_name: string; readonly version_num: number }[];
}

interface EndpointAnswer {
  readonly config?: {
    readonly served_entities?: readonly { readonly entity_version?: string }[];
  };
}

/** All versions, the newest first. @param name with its catalog and schema */
export async function versionsOf(workspace: Workspace, name: string): Promise<ModelVersion[]> {
  const path = `/api/2.1/unity-catalog/models/${name}`;
  const query = { include_aliases: true };
  const { aliases = [] } = await workspace.request<Aliases>('GET', path, { query });
  const found = await pages<Listed>(workspace, `${path}/versions`, 'model_versions');
  const versions = found.map(({ version, created_at: created, run_id = '' }) => ({
    version,
    aliases: aliases
      .filter(({ version_num: number }) => number === version)
      .map(({ alias_name: alias }) => alias)
      .sort(),
    created_at: new Date(created).toISOString(),
    run_id,
  }));
  return versions.sort((a, b) => b.version - a.version);
}

/** The version that an endpoint serves; undefined where there is no endpoint, or nothing on it. */
export async function servedVersion(
  workspace: Workspace,
  endpoint: string,
): Promise<number | undefined> {
  try {
    const path = `/api/2.0/serving-endpoints/${endpoint}`;
    const { config } = await workspace.request<EndpointAnswer>('GET', path);
    const version = config?.served_entities?.[0]?.entity_version;
    return version === undefined ? undefined : Number(version);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
