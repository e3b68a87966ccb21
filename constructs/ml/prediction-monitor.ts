import { QualityMonitor } from '@cdktf/provider-databricks/lib/quality-monitor';
import { Construct, type IConstruct } from 'constructs';

import { dealPredictions } from '../../contracts/gold/deal-predictions';
import type { WorkspaceCode } from '../code/workspace-code';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { LakehouseSchema } from '../storage/lakehouse-schema';

export interface PredictionMonitorProps {
  /** The schema of the predictions. */
  readonly gold: LakehouseSchema;
  /** The schema of the tables that Databricks writes: `deal_predictions_profile_metrics` and `_drift_metrics`. */
  readonly ops: LakehouseSchema;
  readonly code: WorkspaceCode;
  /** The table of predictions, created first. */
  readonly after: readonly IConstruct[];
}

/**
 * Databricks' own monitor of predictions, by the week, model version and scoring version: how they
 * spread, and how far that is from the week before. It runs after the predictions of Sunday's
 * champion, on serverless compute. What it cannot know, how deals ended, is in `ops.model_accuracy`.
 */
export class PredictionMonitor extends Construct {
  constructor(scope: Construct, id: string, props: PredictionMonitorProps) {
    super(scope, id);
    const { gold, ops, code } = props;
    const table = dealPredictions.name;
    const monitor = new QualityMonitor(this, 'Resource', {
      tableName: `${gold.catalogName}.${gold.name}.${table}`,
      assetsDir: `${code.path}/monitors/${table}`,
      outputSchemaName: `${ops.catalogName}.${ops.name}`,
      skipBuiltinDashboard: true,
      inferenceLog: [
        {
          // a probability is a number, and its label comes later
          problemType: 'PROBLEM_TYPE_REGRESSION',
          predictionCol: 'win_probability',
          modelIdCol: 'model_version',
          timestampCol: 'predicted_at',
          granularities: ['1 week'],
        },
      ],
      slicingExprs: ['scoring_version'],
      schedule: [{ quartzCronExpression: '0 0 8 ? * MON', timezoneId: 'UTC' }],
      dependsOn: resourcesBelow(props.after),
    });
    withLogicalId(monitor, table);
  }
}
