import { ModelServing } from '@cdktf/provider-databricks/lib/model-serving';
import { Construct } from 'constructs';

import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { logicalIdOf, withLogicalId } from '../logical-id';

export interface ServingEndpointProps {
  readonly name: string;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An endpoint that answers what a model predicts. Which version it serves is no matter of a
 * deployment: there is none before the first training, and from then on the endpoint moves with the
 * alias `champion`. So its configuration is left to the job that moves both (ServeModelJob), and
 * the provider leaves alone what is not declared. The job also sets the inference table: an endpoint
 * that serves nothing has none.
 */
export class ServingEndpoint extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ServingEndpointProps) {
    super(scope, id);
    const logicalId = logicalIdOf(props.name);
    const endpoint = new ModelServing(this, 'Resource', {
      name: props.name,
      tags: Object.entries(props.tags).map(([key, value]) => ({ key, value })),
      lifecycle: { ignoreChanges: ['ai_gateway'] },
    });
    this.name = withLogicalId(endpoint, logicalId).name;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: `serving_endpoint_${logicalId}`,
      on: { servingEndpointId: endpoint.servingEndpointId },
      permissions: props.permissions,
    });
  }
}
