import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { DataDatabricksAwsUnityCatalogAssumeRolePolicy } from '@cdktf/provider-databricks/lib/data-databricks-aws-unity-catalog-assume-role-policy';
import { DataResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

import { withLogicalId } from '../../logical-id';
import { LocationCredential } from '../location-credential';
import { arnOf, type AwsAccount, partitionOf } from './account';
import { policyDocument, type PolicyStatement } from './policy-document';
import { type RoleReach, roleStatements } from './role-statements';

/** The time until a new IAM role is usable in every service. */
const PROPAGATION_SECONDS = 30;

export interface UnityCatalogRoleProps extends AwsAccount {
  readonly name: string;
  /** The Terraform name of all of its parts, such as `landing`. */
  readonly logicalId: string;
  /** Of the storage credential. */
  readonly credentialName: string;
  readonly comment: string;
  /** The principal that owns the storage credential. */
  readonly owner: string;
  /**
   * Resources to deploy before the owner is set.
   * @default - none
   */
  readonly ownerReady?: readonly IConstruct[];
  readonly reach: RoleReach;
}

/**
 * The role by which Unity Catalog reaches a bucket, and the storage credential that names it. Each
 * needs the other: the role has to trust the external id that Databricks gives the credential, and
 * itself, which AWS lets a role do only once it is there. So the credential comes first and names
 * the role by the ARN that it will have, and the trust in itself is a condition on the account's
 * principals, as https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/ has it.
 */
export class UnityCatalogRole extends Construct {
  public readonly credentialName: string;
  /** The resource after which the credential works. */
  public readonly usable: DataResource;

  constructor(scope: Construct, id: string, props: UnityCatalogRoleProps) {
    super(scope, id);
    const { name, logicalId, accountId } = props;
    const roleArn = arnOf(props, 'iam', `role/${name}`);
    const credential = new LocationCredential(this, 'Credential', {
      name: props.credentialName,
      logicalId,
      comment: props.comment,
      identity: { kind: 'awsIamRole', roleArn },
      owner: props.owner,
      after: props.ownerReady,
      // the role does not exist yet; the external location, which needs it, is validated
      skipValidation: true,
    });
    this.credentialName = credential.name;

    const trust = new DataDatabricksAwsUnityCatalogAssumeRolePolicy(this, 'Trust', {
      awsAccountId: accountId,
      awsPartition: partitionOf(props.region),
      roleName: name,
      externalId: credential.externalId,
    });
    const role = new IamRole(this, 'Resource', {
      name,
      description: `Unity Catalog: ${props.comment}`,
      assumeRolePolicy: withLogicalId(trust, logicalId).json,
    });
    withLogicalId(role, logicalId);
    const assumesItself: PolicyStatement = {
      Sid: 'AssumeItself',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: roleArn,
    };
    const policy = new IamRolePolicy(this, 'Policy', {
      name: 'storage',
      role: role.name,
      policy: policyDocument([...roleStatements(props, props.reach), assumesItself]),
    });
    withLogicalId(policy, logicalId);

    const usable = new DataResource(this, 'Usable', {
      triggersReplace: { role: role.uniqueId },
      provisioners: [{ type: 'local-exec', command: `sleep ${PROPAGATION_SECONDS}` }],
      dependsOn: [policy],
    });
    this.usable = withLogicalId(usable, `role_${logicalId}`);
  }
}
