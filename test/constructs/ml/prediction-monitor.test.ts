import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import { PredictionMonitor } from '../../../constructs/ml/prediction-monitor';
import type { LakehouseSchema } from '../../../constructs/storage/lakehouse-schema';
import { dealPredictions } from '../../../contracts/gold/deal-predictions';
import { Template } from '../../template';

const schema = (name: string) => ({ catalogName: 'lakehouse', name }) as LakehouseSchema;

describe('PredictionMonitor', () => {
  const monitor = Template.of(
    (stack) =>
      new PredictionMonitor(stack, 'Prediction monitor', {
        gold: schema('gold'),
        ops: schema('ops'),
        code: { path: '/code' } as WorkspaceCode,
        after: [],
      }),
  ).resource('databricks_quality_monitor', 'deal_predictions') as Record<string, unknown> & {
    inference_log: Record<string, string>[];
    slicing_exprs: string[];
  };

  it('reads the predictions once a week, and writes to ops', () => {
    expect(monitor).toMatchObject({
      table_name: 'lakehouse.gold.deal_predictions',
      output_schema_name: 'lakehouse.ops',
      assets_dir: '/code/monitors/deal_predictions',
      skip_builtin_dashboard: true,
      schedule: [{ quartz_cron_expression: '0 0 8 ? * MON', timezone_id: 'UTC' }],
    });
  });

  it('names columns that the table has', () => {
    const [log] = monitor.inference_log;
    const named = [log?.prediction_col, log?.model_id_col, log?.timestamp_col];
    const columns = dealPredictions.columns.map(({ name }) => name);
    expect(columns).toEqual(expect.arrayContaining([...named, ...monitor.slicing_exprs]));
    expect(named).toEqual(['win_probability', 'model_version', 'predicted_at']);
  });
});
