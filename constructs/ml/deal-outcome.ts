import { Construct } from 'constructs';

import type { AccessModel } from '../governance/access-model';
import type { NotebookJobProps } from '../jobs/notebook-job';
import { ServeModelJob, type Serving, servingParameters } from '../jobs/serve-model-job';
import type { LakehouseSchema } from '../storage/lakehouse-schema';
import { Experiment } from './experiment';
import { RegisteredModel } from './registered-model';
import { ServingEndpoint } from './serving-endpoint';

export interface DealOutcomeProps
  extends Omit<NotebookJobProps, 'permissions'>, Omit<Serving, 'inferenceTable'> {
  readonly access: AccessModel;
  /** The schema of the model, beside the tables that it is made of. */
  readonly gold: LakehouseSchema;
  /** The schema of the inference table. */
  readonly ops: LakehouseSchema;
  /** Databricks stores requests to the endpoint and its responses. */
  readonly servingInferenceTable: boolean;
  /** @default true */
  readonly preventDestroy?: boolean;
}

/** The model that predicts whether a deal is won: where it is trained, kept, and asked. */
export class DealOutcome extends Construct {
  public readonly model: RegisteredModel;
  public readonly experiment: Experiment;
  public readonly endpoint: ServingEndpoint;
  /** Parameters of notebooks that deploy a version to the endpoint. */
  public readonly serving: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: DealOutcomeProps) {
    super(scope, id);
    const { access, code, gold, ops, tags } = props;
    this.model = new RegisteredModel(this, 'Model', {
      schema: gold,
      name: 'deal_outcome',
      comment: 'The probability that a deal is won, by what was said in its calls',
      owner: access.modelOwner(),
      grants: access.model(),
      preventDestroy: props.preventDestroy,
    });
    this.experiment = new Experiment(this, 'Experiment', {
      folder: code.path,
      name: 'deal-outcome',
      permissions: access.experiment(),
    });
    this.endpoint = new ServingEndpoint(this, 'Endpoint', {
      name: 'deal-outcome',
      permissions: access.servingEndpoint(),
      tags,
    });
    const serving = {
      ...props,
      inferenceTable: props.servingInferenceTable
        ? `${ops.catalogName}.${ops.name}.deal_outcome`
        : undefined,
    };
    this.serving = servingParameters({ ...serving, model: this.model, endpoint: this.endpoint });
    new ServeModelJob(this, 'Serve', {
      ...serving,
      permissions: access.job(),
      after: [...props.after, this.model, this.endpoint],
      model: this.model,
      endpoint: this.endpoint,
    });
  }
}
