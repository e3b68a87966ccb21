/** Objects that an environment declares, looked up in its workspace. */
import { App, Testing } from 'cdktf';

import { listJobs } from '../client/jobs';
import { ApiError, pages, type Workspace } from '../client/rest';
import { LakehouseStack } from '../stacks/lakehouse-stack';
import { settingsOf } from './named-environment';
import { stackName } from './synthesise';

/** A declared object and its page in the workspace. */
export interface DeployedObject {
  readonly type: string;
  readonly name: string;
  /** Address of the object's page; null if the workspace does not have the object. */
  readonly link: string | null;
}

interface Declared {
  readonly name?: string;
  readonly display_name?: string;
  readonly catalog_name?: string;
  readonly schema_name?: string;
}

type Resources = Readonly<Record<string, Readonly<Record<string, Declared>>>>;

/**
 * Returns the objects that people open: catalog, jobs, pipelines, warehouses, dashboards, alerts, models and endpoints.
 * @throws CliError for an unknown environment, or an error of the workspace other than "not found"
 */
export async function summaryOf(
  environment: string,
  workspace: Workspace,
): Promise<DeployedObject[]> {
  const settings = settingsOf(environment);
  process.setSourceMapsEnabled(false);
  const stack = new LakehouseStack(new App(), stackName(environment), { settings });
  const { resource: resources } = JSON.parse(Testing.synth(stack)) as { resource: Resources };
  const byName = lookups(workspace, settings.catalog);
  const found = await Promise.all(
    Object.entries(byName).map(async ([resource, { type, page, ids }]) => {
      const names = Object.values(resources[resource] ?? {})
        .map(nameOf)
        .sort();
      if (names.length === 0) return [];
      const known = await ids(names);
      return names.map((name) => {
        const id = known.get(name);
        return { type, name, link: id === undefined ? null : `${workspace.host}${page(id)}` };
      });
    }),
  );
  return found.flat();
}

const nameOf = ({ name, display_name: display }: Declared): string => name ?? display ?? '';

interface Lookup {
  readonly type: string;
  /** Path of an object's page. */
  readonly page: (id: string) => string;
  /** Ids of the objects by name; an absent object has none. */
  readonly ids: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Paths of pages are those that the provider and the CLI of Databricks print (cmd/bundle/summary.go, bundle/config/resources). */
function lookups(workspace: Workspace, catalog: string): Readonly<Record<string, Lookup>> {
  const listed = async (path: string, key: string, name: string, id: string) => {
    const all = await pages<Record<string, string>>(workspace, path, key);
    return new Map(all.map((one) => [String(one[name]), String(one[id])]));
  };
  const existing = async (names: readonly string[], path: (name: string) => string) => {
    const found = new Map<string, string>();
    for (const name of names) {
      try {
        await workspace.request('GET', path(name));
        found.set(name, name);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
      }
    }
    return found;
  };
  return {
    databricks_catalog: {
      type: 'catalog',
      page: (name) => `/explore/data/${name}`,
      ids: (names) => existing(names, (name) => `/api/2.1/unity-catalog/catalogs/${name}`),
    },
    databricks_job: {
      type: 'job',
      page: (id) => `/jobs/${id}`,
      ids: async () =>
        new Map((await listJobs(workspace)).map((job) => [job.settings.name, String(job.job_id)])),
    },
    databricks_pipeline: {
      type: 'pipeline',
      page: (id) => `/pipelines/${id}`,
      ids: () => listed('/api/2.0/pipelines', 'statuses', 'name', 'pipeline_id'),
    },
    databricks_sql_endpoint: {
      type: 'warehouse',
      page: (id) => `/sql/warehouses/${id}`,
      ids: () => listed('/api/2.0/sql/warehouses', 'warehouses', 'name', 'id'),
    },
    databricks_dashboard: {
      type: 'dashboard',
      page: (id) => `/dashboardsv3/${id}/published`,
      ids: () =>
        listed('/api/2.0/lakeview/dashboards', 'dashboards', 'display_name', 'dashboard_id'),
    },
    databricks_alert: {
      type: 'alert',
      page: (id) => `/sql/alerts/${id}`,
      ids: () => listed('/api/2.0/sql/alerts', 'results', 'display_name', 'id'),
    },
    databricks_registered_model: {
      type: 'model',
      page: (name) => `/explore/data/models/${name.replaceAll('.', '/')}`,
      ids: async (names) => {
        const full = new Map(names.map((name) => [`${catalog}.gold.${name}`, name]));
        const found = await existing(
          [...full.keys()],
          (name) => `/api/2.1/unity-catalog/models/${name}`,
        );
        return new Map([...found.keys()].map((name) => [full.get(name)!, name]));
      },
    },
    databricks_model_serving: {
      type: 'endpoint',
      page: (name) => `/ml/endpoints/${name}`,
      ids: (names) => existing(names, (name) => `/api/2.0/serving-endpoints/${name}`),
    },
  };
}
