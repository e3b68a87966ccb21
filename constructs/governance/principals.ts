import { DataDatabricksCurrentUser } from '@cdktf/provider-databricks/lib/data-databricks-current-user';
import { Group } from '@cdktf/provider-databricks/lib/group';
import { GroupMember } from '@cdktf/provider-databricks/lib/group-member';
import { ServicePrincipal } from '@cdktf/provider-databricks/lib/service-principal';
import { User } from '@cdktf/provider-databricks/lib/user';
import { Construct, type IConstruct } from 'constructs';

import { logicalIdOf, withLogicalId } from '../logical-id';

/** The group of everyone in the account; Databricks has it built in. */
const EVERYONE = 'account users';
/** The same people, as the permissions of one workspace's objects know them. */
const EVERYONE_IN_WORKSPACE = 'users';

export interface PrincipalsProps {
  /** Made here, or owned by an identity provider and only named here. */
  readonly identities: 'declared' | 'referenced';
  /** Owns the catalog and what is in it; the deploying principal is a member. */
  readonly ownersGroup: string;
  readonly dataEngineersGroup: string;
  readonly analystsGroup: string;
  readonly reviewersGroup: string;
  readonly piiReadersGroup: string;
  /** The group that may read the secured views of calls, or the built-in group `account users`. */
  readonly callReadersGroup: string;
  /**
   * The user names of groups' members, by group; only where identities are declared.
   * @default - groups are declared without members
   */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly jobsPrincipalName: string;
  /**
   * The application id of the jobs' service principal.
   * @default - the one it gets when it is declared
   */
  readonly jobsPrincipalId?: string;
}

/** The groups of users, and the service principal of the jobs. */
export class Principals extends Construct {
  /** Own the catalog and its schemas, volumes and tables, and the storage below them. */
  public readonly owners: string;
  /** The membership that lets the deploying principal change what the owners own. */
  public readonly ownersReady: readonly IConstruct[];
  public readonly dataEngineers: string;
  public readonly analysts: string;
  /** See the calls of every rep. */
  public readonly reviewers: string;
  /** Read personal data unmasked. */
  public readonly piiReaders: string;
  /** May read the secured views of calls. */
  public readonly callReaders: string;
  /** The call readers, as the permissions of workspace objects know them. */
  public readonly callReadersInWorkspace: string;
  /** The application id: what grants, permissions and `run_as` know a service principal by. */
  public readonly jobs: string;

  private readonly groups = new Map<string, Group>();

  constructor(scope: Construct, id: string, props: PrincipalsProps) {
    super(scope, id);
    validate(props);
    const group = (logicalId: string, name: string): string =>
      props.identities === 'declared' ? this.declareGroup(logicalId, name) : name;

    this.owners = group('owners', props.ownersGroup);
    this.dataEngineers = group('data_engineers', props.dataEngineersGroup);
    this.analysts = group('analysts', props.analystsGroup);
    this.reviewers = group('reviewers', props.reviewersGroup);
    this.piiReaders = group('pii_readers', props.piiReadersGroup);
    const { callReadersGroup } = props;
    const everyone = callReadersGroup === EVERYONE;
    this.callReaders = everyone ? EVERYONE : group('call_readers', callReadersGroup);
    this.callReadersInWorkspace = everyone ? EVERYONE_IN_WORKSPACE : this.callReaders;

    this.jobs = this.jobsPrincipal(props);
    this.declareMembers(props.members ?? {});
    this.ownersReady =
      props.identities === 'declared' ? [this.declareDeployer(props.ownersGroup)] : [];
  }

  /** Makes the deploying principal an owner before objects are transferred to the owners. */
  private declareDeployer(owners: string): GroupMember {
    const group = this.groups.get(owners)!;
    const deployer = new DataDatabricksCurrentUser(this, 'Deployer', {
      // terraform then reads it with the first apply, and plans without a workspace
      dependsOn: [group],
    });
    const member = new GroupMember(this, 'Deployer is an owner', {
      groupId: group.id,
      memberId: withLogicalId(deployer, 'deployer').id,
    });
    return withLogicalId(member, 'owners_deployer');
  }

  private declareGroup(logicalId: string, displayName: string): string {
    const group = new Group(this, logicalId, {
      displayName,
      workspaceAccess: true,
      databricksSqlAccess: true,
    });
    this.groups.set(displayName, withLogicalId(group, logicalId));
    return group.displayName;
  }

  private jobsPrincipal(props: PrincipalsProps): string {
    if (props.identities === 'referenced') return props.jobsPrincipalId!;
    const jobs = new ServicePrincipal(this, 'jobs', {
      displayName: props.jobsPrincipalName,
      applicationId: props.jobsPrincipalId,
      // notebooks ask for the one, SQL files on a warehouse for the other
      workspaceAccess: true,
      databricksSqlAccess: true,
    });
    return withLogicalId(jobs, 'jobs').applicationId;
  }

  /** Users come with their first group; what they may do comes from their groups alone. */
  private declareMembers(members: Readonly<Record<string, readonly string[]>>): void {
    const users = new Map<string, User>();
    for (const [name, userNames] of Object.entries(members)) {
      const group = this.groups.get(name);
      if (group === undefined) {
        const known = [...this.groups.keys()].join(', ');
        throw new Error(`\`members\`: not a declared group (${known}), got ${name}`);
      }
      for (const userName of userNames) {
        const key = userName.toLowerCase();
        const user = users.get(key) ?? this.declareUser(userName);
        users.set(key, user);
        const member = new GroupMember(this, `${name} ${userName}`, {
          groupId: group.id,
          memberId: user.id,
        });
        withLogicalId(member, `${group.friendlyUniqueId}_${user.friendlyUniqueId}`);
      }
    }
  }

  private declareUser(userName: string): User {
    return withLogicalId(new User(this, userName, { userName }), logicalIdOf(userName));
  }
}

function validate(props: PrincipalsProps): void {
  if (props.identities !== 'referenced') return;
  const rule = 'where identities are referenced';
  if (props.jobsPrincipalId === undefined) {
    throw new Error(`\`jobsPrincipalId\`: missing ${rule}, got nothing`);
  }
  if (props.members !== undefined) {
    throw new Error(
      `\`members\`: not allowed ${rule}, got ${Object.keys(props.members).join(',')}`,
    );
  }
}
