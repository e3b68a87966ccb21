import { MlflowExperiment } from '@cdktf/provider-databricks/lib/mlflow-experiment';
import { Construct } from 'constructs';

import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { logicalIdOf, withLogicalId } from '../logical-id';

export interface ExperimentProps {
  /** The workspace folder that it lies in. */
  readonly folder: string;
  readonly name: string;
  readonly permissions: readonly ObjectPermission[];
}

/** The MLflow experiment that the trainings of a model are runs of. */
export class Experiment extends Construct {
  /** The workspace path, by which MLflow knows it. */
  public readonly path: string;

  constructor(scope: Construct, id: string, props: ExperimentProps) {
    super(scope, id);
    const logicalId = logicalIdOf(props.name);
    const experiment = new MlflowExperiment(this, 'Resource', {
      name: `${props.folder}/${props.name}`,
    });
    this.path = withLogicalId(experiment, logicalId).name;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: `experiment_${logicalId}`,
      on: { experimentId: experiment.id },
      permissions: props.permissions,
    });
  }
}
