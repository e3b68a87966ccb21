/** Queries of users, service principals and groups. */
import type { Identity } from '../cluster/statement-access';
import type { Collection, State } from '../state';
import type { GroupRecord, ServicePrincipalRecord, UserRecord } from './records';

/** The user that owns a new workspace, and the group that may do everything. */
export const ADMIN_USER = 'admin@example.com';
export const ADMINS = 'admins';
/** Groups that every principal is in without being listed. */
export const EVERYONE = ['users', 'account users'];

/** Principal of a request or run. */
export interface Principal {
  readonly id: string;
  readonly kind: 'user' | 'service_principal';
  /** The user name, or the application id of a service principal. */
  readonly name: string;
  readonly displayName: string;
  readonly active: boolean;
}

function userPrincipal(user: UserRecord): Principal {
  return {
    id: user.id,
    kind: 'user',
    name: user.userName,
    displayName: user.displayName ?? user.userName,
    active: user.active !== false,
  };
}

function servicePrincipal(entity: ServicePrincipalRecord): Principal {
  return {
    id: entity.id,
    kind: 'service_principal',
    name: entity.applicationId,
    displayName: entity.displayName ?? entity.applicationId,
    active: entity.active !== false,
  };
}

/** Look-ups over the identity collections of one workspace. */
export class Principals {
  constructor(private readonly state: State) {}

  private get users(): Collection<UserRecord> {
    return this.state.collection('users');
  }

  private get servicePrincipals(): Collection<ServicePrincipalRecord> {
    return this.state.collection('service_principals');
  }

  private get groups(): Collection<GroupRecord> {
    return this.state.collection('groups');
  }

  /** All users and service principals. */
  all(): Principal[] {
    return [
      ...this.users.values().map(userPrincipal),
      ...this.servicePrincipals.values().map(servicePrincipal),
    ];
  }

  byId(id: string): Principal | undefined {
    const user = this.users.get(id);
    if (user) return userPrincipal(user);
    const entity = this.servicePrincipals.get(id);
    return entity && servicePrincipal(entity);
  }

  /** By user name (case does not matter) or application id. */
  byName(name: string): Principal | undefined {
    const wanted = name.toLowerCase();
    const user = this.users.find((u) => u.userName.toLowerCase() === wanted);
    if (user) return userPrincipal(user);
    const entity = this.servicePrincipals.find((s) => s.applicationId === name);
    return entity && servicePrincipal(entity);
  }

  /** Returns true if grants and permissions can name it: a user, a service principal or a group. */
  isKnown(name: string): boolean {
    return (
      this.byName(name) !== undefined ||
      this.groupByName(name) !== undefined ||
      EVERYONE.includes(name)
    );
  }

  groupByName(name: string): GroupRecord | undefined {
    return this.groups.find((group) => group.displayName === name);
  }

  /** The groups that `id` is in, directly and through other groups, without the implicit ones. */
  groupsOf(id: string): GroupRecord[] {
    const groups = this.groups.values();
    const found = new Map<string, GroupRecord>();
    const reach = (member: string): void => {
      for (const group of groups) {
        const isMember = (group.members ?? []).some((m) => m.value === member);
        if (isMember && !found.has(group.id)) {
          found.set(group.id, group);
          reach(group.id);
        }
      }
    };
    reach(id);
    return [...found.values()];
  }

  isAdmin(principal: Principal): boolean {
    return this.groupsOf(principal.id).some((group) => group.displayName === ADMINS);
  }

  /** The identity that grants to `name` apply to: a principal with its groups, or a group that owns objects. */
  identity(name: string): Identity | undefined {
    const principal = this.byName(name);
    const group = principal ? undefined : this.groupByName(name);
    const id = principal?.id ?? group?.id;
    if (id === undefined || principal?.active === false) return undefined;
    const groups = new Set([
      ...(group ? [name] : []),
      ...this.groupsOf(id).map((of) => of.displayName),
      ...EVERYONE,
    ]);
    // of a user's address the case does not count
    const own = principal?.name.toLowerCase();
    return {
      name: principal?.name ?? name,
      answersTo: (other) => groups.has(other) || other.toLowerCase() === own,
    };
  }

  /** All groups that grants to the principal may name. */
  groupNames(principal: Principal): string[] {
    const named = this.groupsOf(principal.id).map((group) => group.displayName);
    return [...new Set([...named, ...EVERYONE])];
  }
}
