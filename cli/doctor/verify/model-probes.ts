/** Probes of the experiment, the endpoint and the monitor of the deal-outcome model. */
import { dealPredictions } from '../../../contracts/gold/deal-predictions';
import { resolveSettings } from '../../../environments/settings';
import { UC } from '../context';
import { different, type Evidence, notRun, type Outcome, same } from './outcome';

const ABSENT = [400, 403, 404];

/** The experiment lists its runs, also after its folder was renamed. */
export async function experiment({ context }: Evidence): Promise<Outcome> {
  const path = `${context.settings.workspaceRoot}/deal-outcome`;
  const model = `${context.settings.catalog}.gold.deal_outcome`;
  if ((await context.find(`${UC}/models/${model}`)) === undefined)
    return notRun(`no model ${model}`);
  const found = await context.find<{ experiment: { experiment_id: string } }>(
    '/api/2.0/mlflow/experiments/get-by-name',
    { experiment_name: path },
    ABSENT,
  );
  if (found === undefined) return notRun(`no experiment ${path}`);
  // a search is a POST, and changes nothing
  const { runs = [] } = await context
    .workspace()
    .request<{ runs?: unknown[] }>('POST', '/api/2.0/mlflow/runs/search', {
      json: { experiment_ids: [found.experiment.experiment_id], max_results: 1 },
    });
  if (runs.length > 0) return same(`${path} lists its runs`);
  const versions = await context.find<{ model_versions?: unknown[] }>(
    `${UC}/models/${model}/versions`,
  );
  return (versions?.model_versions ?? []).length === 0
    ? notRun(`no version of ${model} was trained`)
    : different(`${path} lists no run, and ${model} has versions`);
}

interface Endpoint {
  readonly config?: { readonly served_entities?: readonly unknown[] };
  readonly ai_gateway?: { readonly inference_table_config?: { readonly enabled?: boolean } };
}

/** The endpoint has an inference table once it serves a version. */
export async function inferenceTable({ context }: Evidence): Promise<Outcome> {
  const endpoint = await context.find<Endpoint>('/api/2.0/serving-endpoints/deal-outcome');
  if (endpoint === undefined) return notRun('no endpoint deal-outcome, or no permission to see it');
  if ((endpoint.config?.served_entities ?? []).length === 0) {
    return notRun('the endpoint deal-outcome serves no version yet');
  }
  const isEnabled = endpoint.ai_gateway?.inference_table_config?.enabled ?? false;
  const isDeclared = resolveSettings(context.settings).servingInferenceTable;
  const detail = `the inference table of deal-outcome is ${isEnabled ? 'on' : 'off'}`;
  return isEnabled === isDeclared
    ? same(detail)
    : different(`${detail}, the settings declare it ${isDeclared ? 'on' : 'off'}`);
}

/** The monitor of predictions is active. */
export async function monitor({ context }: Evidence): Promise<Outcome> {
  if (!resolveSettings(context.settings).predictionMonitor) {
    return notRun('`predictionMonitor` is false');
  }
  const table = `${context.settings.catalog}.gold.${dealPredictions.name}`;
  const found = await context.find<{ status?: string }>(`${UC}/tables/${table}/monitor`);
  if (found === undefined) return notRun(`no monitor of ${table}, or no permission to see it`);
  return found.status === 'MONITOR_STATUS_ACTIVE'
    ? same(`the monitor of ${table} is active`)
    : different(`the monitor of ${table} has the status ${found.status ?? 'unknown'}`);
}
