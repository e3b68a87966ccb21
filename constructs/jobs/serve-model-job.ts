import type { Construct } from 'constructs';

import type { SqlWarehouse } from '../compute/sql-warehouse';
import type { RegisteredModel } from '../ml/registered-model';
import type { ServingEndpoint } from '../ml/serving-endpoint';
import { boundedRun, taskLimits } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

/** Also the notebook of its one task, and the task's key. */
export const SERVE_MODEL = 'serve_model';

export type WorkloadSize = 'Small' | 'Medium' | 'Large';

/** Serving of a model version. */
export interface Serving {
  /** The number of concurrent requests of the endpoint: Small 4, Medium 8 to 16, Large 16 to 64. */
  readonly servingWorkloadSize: WorkloadSize;
  /** The endpoint stops without requests, and then costs nothing. */
  readonly servingScalesToZero: boolean;
  /**
   * The schema and the begin of the names of the tables in which Databricks stores requests and
   * answers, such as `lakehouse.ops.deal_outcome`.
   * @default - it stores neither
   */
  readonly inferenceTable?: string;
  /**
   * The serverless warehouse on which the SQL function of the predictions is created.
   * @default - it is not created: a pro warehouse has no AI functions
   */
  readonly predictionsWarehouse?: SqlWarehouse;
  /** The group that may call the SQL function. */
  readonly analystsGroup: string;
}

export interface ServeModelJobProps extends NotebookJobProps, Serving {
  readonly model: RegisteredModel;
  readonly endpoint: ServingEndpoint;
}

/** Parameters of notebooks that deploy a model version to its endpoint. */
export function servingParameters(
  props: Pick<ServeModelJobProps, 'model' | 'endpoint' | keyof Serving>,
): Record<string, string> {
  return {
    model: props.model.fullName,
    endpoint: props.endpoint.name,
    workload_size: props.servingWorkloadSize,
    scale_to_zero: String(props.servingScalesToZero),
    inference_table: props.inferenceTable ?? '',
    predictions_warehouse: props.predictionsWarehouse?.id ?? '',
    analysts_group: props.analystsGroup,
  };
}

/**
 * The job that puts a version of a model on its endpoint, and moves the alias `champion` with it:
 * the challenger of a training, else the champion, or with the job parameter `version` another one
 * (`previous`, or a number). Nothing but a person starts it.
 */
export class ServeModelJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: ServeModelJobProps) {
    super(scope, id, props, {
      name: SERVE_MODEL,
      description: 'Serves a version of the model, and makes it the champion',
      notebook: SERVE_MODEL,
      // empty: the challenger of a training, else the champion
      parameters: [{ name: 'version', default: '' }],
      baseParameters: servingParameters(props),
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
