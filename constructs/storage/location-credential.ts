import {
  StorageCredential,
  type StorageCredentialConfig,
} from '@cdktf/provider-databricks/lib/storage-credential';
import { Construct, type IConstruct } from 'constructs';

import type { StorageIdentity } from '../../environments/settings';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';

export interface LocationCredentialProps {
  readonly name: string;
  /** The Terraform name, such as `landing`. */
  readonly logicalId: string;
  readonly comment: string;
  readonly identity: StorageIdentity;
  /**
   * Databricks does not try the identity when the credential is created and updated.
   * @default false
   */
  readonly skipValidation?: boolean;
  /** The principal that owns it. */
  readonly owner: string;
  /**
   * Resources to deploy first.
   * @default - none
   */
  readonly after?: readonly IConstruct[];
}

/**
 * The storage credential of one location: an identity of the cloud, for the workspace that creates
 * it. It has no grants: principals access files through the location, which has the grants.
 */
export class LocationCredential extends Construct {
  public readonly name: string;
  /** The external id that the trust policy of an AWS role requires. */
  public readonly externalId: string;

  constructor(scope: Construct, id: string, props: LocationCredentialProps) {
    super(scope, id);
    const credential = new StorageCredential(this, 'Resource', {
      name: props.name,
      comment: props.comment,
      ...identityBlock(props.identity),
      isolationMode: 'ISOLATION_MODE_ISOLATED',
      skipValidation: props.skipValidation,
      owner: props.owner,
      dependsOn: props.after && resourcesBelow(props.after),
    });
    withLogicalId(credential, props.logicalId);
    this.name = credential.name;
    this.externalId = credential.awsIamRole.externalId;
  }
}

function identityBlock(
  identity: StorageIdentity,
): Pick<
  StorageCredentialConfig,
  'awsIamRole' | 'azureManagedIdentity' | 'databricksGcpServiceAccount'
> {
  switch (identity.kind) {
    case 'awsIamRole':
      return { awsIamRole: { roleArn: identity.roleArn } };
    case 'azureManagedIdentity': {
      const { accessConnectorId, managedIdentityId } = identity;
      return { azureManagedIdentity: { accessConnectorId, managedIdentityId } };
    }
    case 'databricksGcpServiceAccount':
      return { databricksGcpServiceAccount: {} };
  }
}
