/** Secret scopes, their secrets and access control lists in the state of the workspace. */
import {
  alreadyExists,
  ApiError,
  doesNotExist,
  invalidParameter,
  permissionDenied,
} from '../../core/errors';
import { ADMINS, type Principal } from '../../core/identity/principals';
import { omit } from '../../core/omit';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';

/** Permissions on a scope, the lowest first; each includes those before it. */
export const PERMISSIONS = ['READ', 'WRITE', 'MANAGE'] as const;
export type Permission = (typeof PERMISSIONS)[number];

interface Secret {
  readonly value: string;
  readonly last_updated_timestamp: number;
}

/** A scope as the state has it; values of secrets are in base64. */
export interface Scope {
  readonly name: string;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly acls: Readonly<Record<string, Permission>>;
}

const NAME = /^[\w.@-]{1,128}$/;
const VALUE_BYTES = 128 * 1024;
const SECRETS_IN_SCOPE = 1000;
const MOST_SCOPES = 1000;

function checkName(kind: string, name: string): void {
  if (NAME.test(name)) return;
  throw invalidParameter(
    `${kind} name: must be of letters, digits, '-', '_', '@' and '.', at most 128 of them, got ${name}`,
  );
}

/** Rules of the Secrets API: https://docs.databricks.com/api/secrets/v1/put-acl. */
export class SecretScopes {
  constructor(private readonly ws: Workspace) {}

  private get scopes(): Collection<Scope> {
    return this.ws.state.collection<Scope>('secret_scopes');
  }

  list(principal: Principal): Scope[] {
    return this.scopes.values().filter((scope) => this.has(principal, scope, 'READ'));
  }

  create(name: string, manager: string): void {
    checkName('Scope', name);
    if (this.scopes.has(name)) throw alreadyExists(`Scope ${name} already exists!`);
    if (this.scopes.keys().length >= MOST_SCOPES) {
      throw new ApiError(
        400,
        'RESOURCE_LIMIT_EXCEEDED',
        `Secret scopes: must be at most ${MOST_SCOPES}, got ${MOST_SCOPES + 1}`,
      );
    }
    this.scopes.set(name, { name, secrets: {}, acls: { [manager]: 'MANAGE' } });
  }

  /** The scope, on which `principal` has `permission`. */
  require(principal: Principal, name: string, permission: Permission): Scope {
    const scope = this.scopes.get(name);
    if (!scope) throw doesNotExist(`Scope ${name} does not exist!`);
    if (!this.has(principal, scope, permission)) {
      throw permissionDenied(
        `User ${principal.name} does not have ${permission} permission on scope ${name}`,
      );
    }
    return scope;
  }

  delete(scope: Scope): void {
    this.scopes.delete(scope.name);
  }

  put(scope: Scope, key: string, value: Buffer): void {
    checkName('Secret', key);
    if (value.length > VALUE_BYTES) {
      throw invalidParameter(
        `Secret ${key}: must have at most ${VALUE_BYTES} bytes, got ${value.length}`,
      );
    }
    const isNew = !Object.hasOwn(scope.secrets, key);
    if (isNew && Object.keys(scope.secrets).length >= SECRETS_IN_SCOPE) {
      throw new ApiError(
        400,
        'RESOURCE_LIMIT_EXCEEDED',
        `Secrets of scope ${scope.name}: must be at most ${SECRETS_IN_SCOPE}`,
      );
    }
    const secret = { value: value.toString('base64'), last_updated_timestamp: Date.now() };
    this.scopes.set(scope.name, { ...scope, secrets: { ...scope.secrets, [key]: secret } });
  }

  secret(scope: Scope, key: string): Secret {
    if (!Object.hasOwn(scope.secrets, key)) {
      throw doesNotExist(`Secret does not exist with scope: ${scope.name} and key: ${key}`);
    }
    return scope.secrets[key]!;
  }

  remove(scope: Scope, key: string): void {
    this.secret(scope, key);
    this.scopes.set(scope.name, { ...scope, secrets: omit(scope.secrets, key) });
  }

  putAcl(scope: Scope, principal: string, permission: string): void {
    const known = PERMISSIONS.find((one) => one === permission);
    if (known === undefined) {
      throw invalidParameter(
        `\`permission\`: must be one of ${PERMISSIONS.join(', ')}, got ${permission}`,
      );
    }
    if (!this.ws.principals.isKnown(principal)) {
      throw invalidParameter(`Principal ${principal} does not exist`);
    }
    this.scopes.set(scope.name, { ...scope, acls: { ...scope.acls, [principal]: known } });
  }

  acl(scope: Scope, principal: string): Permission {
    if (Object.hasOwn(scope.acls, principal)) return scope.acls[principal]!;
    throw doesNotExist(`Failed to get ACL for principal ${principal} on scope ${scope.name}`);
  }

  removeAcl(scope: Scope, principal: string): void {
    this.acl(scope, principal);
    this.scopes.set(scope.name, { ...scope, acls: omit(scope.acls, principal) });
  }

  /** Admins of the workspace have all permissions. */
  private has(principal: Principal, scope: Scope, permission: Permission): boolean {
    const identity = this.ws.principals.identity(principal.name);
    if (!identity) return false;
    if (identity.answersTo(ADMINS)) return true;
    return Object.entries(scope.acls).some(
      ([holder, held]) =>
        identity.answersTo(holder) && PERMISSIONS.indexOf(held) >= PERMISSIONS.indexOf(permission),
    );
  }
}
