/** The check of workspaces without clusters, as in the Free Edition, and of their limits. */
import type { LakehouseSettings } from '../../environments/settings';
import { type Check, fail, type Finding, ok } from './check';
import type { Context } from './context';

/** The name of the stack's warehouse. */
const WAREHOUSE = 'lakehouse';
const LIMITS = 'one warehouse (2X-Small), 5 tasks at a time, one active pipeline';

/** Settings that a workspace without clusters refuses (Databricks documentation, "Databricks Free Edition limitations"). */
function refusedSettings(settings: LakehouseSettings): string[] {
  return [
    ...(settings.jobCompute === 'serverless' ? [] : ['`jobCompute` is cluster']),
    ...(settings.pipelineCompute === 'cluster' ? ['`pipelineCompute` is cluster'] : []),
    ...(settings.warehouseType === 'serverless' ? [] : ['`warehouseType` is pro']),
    ...(settings.warehouseSize === '2X-Small' ? [] : ['`warehouseSize` is not 2X-Small']),
    ...(settings.warehouseMaxClusters === 1 ? [] : ['`warehouseMaxClusters` is not 1']),
  ];
}

async function edition(context: Context): Promise<Finding> {
  const { node_types: types = [] } = await context.get<{ node_types?: unknown[] }>(
    '/api/2.1/clusters/list-node-types',
  );
  if (types.length > 0) return ok('clusters are available');
  const refused = refusedSettings(context.settings);
  if (refused.length > 0) {
    return fail(
      `the workspace has no clusters, as in the Free Edition: ${refused.join(', ')}`,
      'create the environment with `npx lakehouse init --free`, or change these settings',
    );
  }
  const { warehouses = [] } = await context.get<{ warehouses?: { name: string }[] }>(
    '/api/2.0/sql/warehouses',
  );
  const other = warehouses.find(({ name }) => name !== WAREHOUSE);
  return other === undefined
    ? ok(`no clusters, as in the Free Edition: ${LIMITS}`)
    : fail(
        `the one warehouse of the Free Edition exists: ${other.name}`,
        'delete it in the workspace (SQL warehouses): the deployment creates the warehouse `lakehouse`',
      );
}

export const editionChecks: readonly Check[] = [
  { name: 'edition', needs: ['sign-in'], run: edition },
];
