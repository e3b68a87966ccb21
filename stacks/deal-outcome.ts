import type { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

import type { JobCompute } from '../constructs/compute/job-compute';
import type { SqlWarehouse } from '../constructs/compute/sql-warehouse';
import type { AccessModel } from '../constructs/governance/access-model';
import type { NotebookJobProps } from '../constructs/jobs/notebook-job';
import { PredictDealOutcomeJob } from '../constructs/jobs/predict-deal-outcome-job';
import { TrainDealOutcomeJob } from '../constructs/jobs/train-deal-outcome-job';
import { DealOutcome } from '../constructs/ml/deal-outcome';
import { PredictionMonitor } from '../constructs/ml/prediction-monitor';
import type { DataVolume } from '../constructs/storage/data-volume';
import type { LakehouseSchema } from '../constructs/storage/lakehouse-schema';
import type { ResolvedSettings } from '../environments/settings';

interface ModelContext {
  readonly notebookJob: NotebookJobProps;
  /** The compute that trains and applies the model. */
  readonly compute: JobCompute;
  readonly access: AccessModel;
  readonly analystsGroup: string;
  readonly gold: LakehouseSchema;
  readonly ops: LakehouseSchema;
  readonly checkpoints: DataVolume;
  readonly warehouse: SqlWarehouse;
  /** The table of predictions. */
  readonly predictions: readonly IConstruct[];
}

/** Declares the model of deal outcomes, its jobs and its monitor. */
export function declareDealOutcome(
  stack: TerraformStack,
  settings: ResolvedSettings,
  context: ModelContext,
): void {
  const { notebookJob, access, gold, ops, warehouse } = context;
  const dealOutcome = new DealOutcome(stack, 'Deal outcome', {
    ...notebookJob,
    access,
    gold,
    ops,
    servingWorkloadSize: settings.servingWorkloadSize,
    servingScalesToZero: settings.servingScalesToZero,
    servingInferenceTable: settings.servingInferenceTable,
    predictionsWarehouse: settings.warehouseType === 'serverless' ? warehouse : undefined,
    analystsGroup: context.analystsGroup,
    preventDestroy: settings.protectData,
  });
  const dealOutcomeJob = {
    ...notebookJob,
    after: [...notebookJob.after, dealOutcome],
    checkpoints: context.checkpoints,
    compute: context.compute,
    modelName: dealOutcome.model.fullName,
    featuresByPipeline: settings.ingestion === 'pipeline',
  };
  new TrainDealOutcomeJob(stack, 'Train deal outcome', {
    ...dealOutcomeJob,
    experimentName: dealOutcome.experiment.path,
    serving: dealOutcome.serving,
    dealOutcome: settings.dealOutcome,
    trigger: settings.trainingTrigger,
  });
  new PredictDealOutcomeJob(stack, 'Predict deal outcome', {
    ...dealOutcomeJob,
    trigger: settings.predictionTrigger,
  });
  if (settings.predictionMonitor) {
    new PredictionMonitor(stack, 'Prediction monitor', {
      gold,
      ops,
      code: notebookJob.code,
      after: context.predictions,
    });
  }
}
