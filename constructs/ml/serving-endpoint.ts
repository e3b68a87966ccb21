import { ModelServing } from '@cdktf/provider-databricks/lib/model-serving';
import { Construct } from 'constructs';

import { ObjectPermissions, type ObjectPermission } from '../governance/object-permissions';
import { logicalIdOf, withLogicalId } from '../logical-id';
import type { LakehouseSchema } from '../storage/lakehouse-schema';

export interface ServingEndpointProps {
  readonly name: string;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
  /**
   * The schema in which Databricks keeps what is asked of the endpoint and what it answers.
   * @default - it keeps neither
   */
  readonly inferenceTableSchema?: LakehouseSchema;
}

/**
 * An endpoint that answers what a model predicts. Which version it serves is no matter of a
 * deployment: there is none before the first training, and from then on the endpoint moves with the
 * alias `champion`. So its configuration is left to the job that moves both (ServeModelJob), and
 * the provider leaves alone what is not declared.
 */
export class ServingEndpoint extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ServingEndpointProps) {
    super(scope, id);
    const logicalId = logicalIdOf(props.name);
    const schema = props.inferenceTableSchema;
    const endpoint = new ModelServing(this, 'Resource', {
      name: props.name,
      tags: Object.entries(props.tags).map(([key, value]) => ({ key, value })),
      aiGateway: schema && {
        inferenceTableConfig: {
          catalogName: schema.catalogName,
          schemaName: schema.name,
          tableNamePrefix: logicalId,
          enabled: true,
        },
      },
    });
    this.name = withLogicalId(endpoint, logicalId).name;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: `serving_endpoint_${logicalId}`,
      on: { servingEndpointId: endpoint.servingEndpointId },
      permissions: props.permissions,
    });
  }
}
