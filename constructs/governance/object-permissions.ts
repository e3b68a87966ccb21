import { Permissions, type PermissionsConfig } from '@cdktf/provider-databricks/lib/permissions';
import { Construct } from 'constructs';

import { withLogicalId } from '../logical-id';

/** A level of access for a group or a service principal. */
export type ObjectPermission = { readonly permissionLevel: string } & (
  { readonly groupName: string } | { readonly servicePrincipalName: string }
);

type WorkspaceObject = Pick<
  PermissionsConfig,
  | 'clusterPolicyId'
  | 'dashboardId'
  | 'directoryId'
  | 'experimentId'
  | 'jobId'
  | 'pipelineId'
  | 'servingEndpointId'
  | 'sqlEndpointId'
>;

export interface ObjectPermissionsProps {
  readonly logicalId: string;
  /** The object, by the one id that `databricks_permissions` knows its kind by. */
  readonly on: WorkspaceObject;
  readonly permissions: readonly ObjectPermission[];
}

/** All the permissions of one workspace object; authoritative, so one for an object. */
export class ObjectPermissions extends Construct {
  constructor(scope: Construct, id: string, props: ObjectPermissionsProps) {
    super(scope, id);
    const permissions = new Permissions(this, 'Resource', {
      ...props.on,
      accessControl: [...props.permissions],
    });
    withLogicalId(permissions, props.logicalId);
  }
}
