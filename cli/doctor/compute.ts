/** Checks of what computes: the runtime, the machines, and the warehouse that the settings ask for. */
import type { LakehouseSettings } from '../../environments/settings';
import { isSupportedRuntime } from '../../environments/settings/runtime';
import { type Check, fail, ok, skip, warn } from './check';

const SERVERLESS = 'jobs run on serverless compute';

/** As many of what the workspace has as an error names. */
const SHOWN = 8;

function runsServerless({ jobCompute }: LakehouseSettings): boolean {
  return jobCompute === 'serverless';
}

export const computeChecks: readonly Check[] = [
  {
    name: 'runtime',
    needs: ['edition'],
    run: async (context) => {
      const { sparkVersion } = context.settings;
      if (runsServerless(context.settings) || sparkVersion === undefined) return skip(SERVERLESS);
      const { versions = [] } = await context.get<{ versions?: { key: string }[] }>(
        '/api/2.1/clusters/spark-versions',
      );
      const keys = versions.map(({ key }) => key);
      if (keys.includes(sparkVersion)) return ok(sparkVersion);
      const plain = keys
        .filter((key) => /^\d+\.\d+\.x-scala/.test(key) && isSupportedRuntime(key))
        .slice(0, SHOWN);
      return fail(
        `the workspace has no ${sparkVersion}`,
        plain.length > 0
          ? `set \`sparkVersion\` to one that it has: ${plain.join(', ')}`
          : 'use a workspace that has a runtime of 17.3 or later',
      );
    },
  },
  {
    name: 'AI functions',
    needs: ['sign-in'],
    run: ({ settings: { warehouseType } }) =>
      warehouseType === 'serverless'
        ? ok('the warehouse is serverless, which ai_query needs')
        : warn(
            'a pro warehouse has no AI functions: gold.predict_deal_outcome is not created',
            'set `warehouseType: "serverless"`, or query the endpoint by REST (docs/guides/serving.md)',
          ),
  },
  {
    name: 'node type',
    needs: ['edition'],
    run: async (context) => {
      const { nodeType } = context.settings;
      if (runsServerless(context.settings)) return skip(SERVERLESS);
      const { node_types: types = [] } = await context.get<{
        node_types?: { node_type_id: string; is_deprecated?: boolean }[];
      }>('/api/2.1/clusters/list-node-types');
      if (types.some((one) => one.node_type_id === nodeType)) return ok(nodeType ?? '');
      const others = types
        .filter((one) => !one.is_deprecated)
        .map((one) => one.node_type_id)
        .slice(0, SHOWN);
      return fail(
        `the workspace has no ${nodeType}`,
        `set \`nodeType\` to one that it has: ${others.join(', ')}`,
      );
    },
  },
  {
    name: 'warehouse',
    needs: ['sign-in', 'workspace admin'],
    run: async (context) => {
      const { warehouseType } = context.settings;
      if (warehouseType !== 'serverless') return ok(warehouseType);
      const config = await context.find<{ enable_serverless_compute?: boolean }>(
        '/api/2.0/sql/config/warehouses',
      );
      if (config === undefined) return skip('the workspace does not say whether it is serverless');
      return config.enable_serverless_compute === false
        ? fail(
            'serverless warehouses are turned off in the workspace',
            'have an admin turn them on (Settings, Compute), or set `warehouseType: "pro"`',
          )
        : ok(warehouseType);
    },
  },
];
