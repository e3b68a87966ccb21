import type { LakehouseSettings } from '../../environments/settings';
import { blocks } from '../compute';
import { bodyOf, type Change } from '../plan/change';
import { Hidden, UNKNOWN, type Body, type Json } from '../plan/hidden';
import type { ReviewedPlan } from '../plan/reviewed-plan';

/** What one principal holds on one securable or workspace object, by one resource. */
export interface Holding {
  /** A group's or a user's name; a service principal's display name, where the plan has it. */
  readonly principal: string;
  /** `table`, `schema`, `job`, ... */
  readonly kind: string;
  /** The full name of a securable, the name of an object. */
  readonly on: string;
  /** Privileges of a securable, the level of an object. */
  readonly privileges: readonly string[];
  readonly address: string;
}

export type Side = 'before' | 'after';

const SECURABLES = [
  'catalog',
  'schema',
  'table',
  'volume',
  'function',
  'model',
  'external_location',
  'storage_credential',
  'credential',
  'foreign_connection',
  'metastore',
  'pipeline',
  'recipient',
  'share',
];
const PRINCIPALS = ['group_name', 'service_principal_name', 'user_name'];

/** Who holds what, before a plan or after it, in all resources that grant something. */
export function holdingsOf(plan: ReviewedPlan, side: Side, settings: LakehouseSettings): Holding[] {
  const names = principalNames(plan, settings);
  return plan.resources.flatMap((change) => {
    const body = change[side];
    if (!body) return [];
    const named = (principal: string): string => names.get(principal) ?? principal;
    switch (change.type) {
      case 'databricks_grants':
      case 'databricks_grant':
        return grants(plan, change, body, named);
      case 'databricks_permissions':
        return permissions(plan, change, body, named);
      default:
        return [];
    }
  });
}

/** Service principals are granted to by their application ids, which nobody recognises. */
function principalNames(plan: ReviewedPlan, settings: LakehouseSettings): Map<string, string> {
  const { jobsPrincipalId: id, jobsPrincipalName: name } = settings;
  const referenced = id === undefined ? [] : [[id, name] as const];
  return new Map([
    ...referenced,
    ...plan.ofType('databricks_service_principal').flatMap((change) => {
      const { application_id: id, display_name: name } = bodyOf(change);
      return typeof id === 'string' && typeof name === 'string' ? [[id, name] as const] : [];
    }),
  ]);
}

function grants(
  plan: ReviewedPlan,
  change: Change,
  body: Body,
  named: (principal: string) => string,
): Holding[] {
  const kind = SECURABLES.find((name) => (body[name] ?? null) !== null) ?? 'securable';
  const on = objectName(plan, change, body, kind);
  const granted = change.type === 'databricks_grant' ? [body] : blocks(body.grant);
  if (isToCome(body.grant)) return [toCome(kind, on, change)];
  return granted.map((block) => {
    const privileges = labels(block.privileges);
    const principal =
      typeof block.principal === 'string'
        ? named(block.principal)
        : principalToCome(plan, change, 'grant', (declared) => {
            const names = (constant(declared.privileges) ?? []) as string[];
            return [...names].sort().join() === privileges.join();
          });
    return { principal, kind, on, privileges, address: change.address };
  });
}

/**
 * Blocks are a set, in an order of their own: one whose principal is yet to be made is found among
 * those declared by what it grants.
 */
function principalToCome(
  plan: ReviewedPlan,
  { address }: Change,
  block: 'grant' | 'access_control',
  isOf: (declared: Readonly<Record<string, unknown>>) => boolean,
): string {
  const declared = plan.declaredBlocks(address, block);
  for (const [i, entry] of declared.entries()) {
    if (!isOf(entry)) continue;
    for (const field of ['principal', ...PRINCIPALS]) {
      const { action, ...change } = plan.referenced(address, [block, i, field]) ?? {};
      if (action === 'create') return nameOf(change as Change) ?? UNKNOWN.label;
    }
  }
  return UNKNOWN.label;
}

function constant(expression: unknown): unknown {
  return (expression as { constant_value?: unknown } | undefined)?.constant_value;
}

function permissions(
  plan: ReviewedPlan,
  change: Change,
  body: Body,
  named: (principal: string) => string,
): Holding[] {
  const [attribute] = Object.keys(body).filter(
    (name) => name !== 'id' && /_(id|path|name)$/.test(name) && (body[name] ?? null) !== null,
  );
  const kind = (attribute ?? 'object').replace(/_(id|path|name)$/, '');
  const on = objectName(plan, change, body, attribute ?? '');
  if (isToCome(body.access_control)) return [toCome(kind, on, change)];
  return blocks(body.access_control).map((entry) => {
    const field = PRINCIPALS.find((name) => entry[name]) ?? 'group_name';
    const level = entry.permission_level ?? '';
    const value = entry[field];
    const principal =
      typeof value === 'string'
        ? named(value)
        : principalToCome(
            plan,
            change,
            'access_control',
            (declared) => constant(declared.permission_level) === level,
          );
    const privileges = [String(level)];
    return { principal, kind, on, privileges, address: change.address };
  });
}

/** Privileges as text: of those that are not known yet, that they are not. */
function labels(privileges: Json | undefined): string[] {
  if (privileges instanceof Hidden) return [privileges.label];
  return ((privileges ?? []) as Json[])
    .map((name) => (name instanceof Hidden ? name.label : String(name)))
    .sort();
}

function isToCome(list: Json | undefined): boolean {
  return list instanceof Hidden;
}

/** What nobody can tell yet somebody may gain: it is not to pass as nothing. */
function toCome(kind: string, on: string, { address }: Change): Holding {
  return { principal: UNKNOWN.label, kind, on, privileges: [UNKNOWN.label], address };
}

/** The name of what is granted on: as granted, or of the resource it leads to. */
function objectName(plan: ReviewedPlan, change: Change, body: Body, attribute: string): string {
  const referenced = plan.referenced(change.address, [attribute]);
  if (referenced) {
    const isSecurable = SECURABLES.includes(attribute);
    return isSecurable ? plan.fullName(referenced) : (nameOf(referenced) ?? referenced.address);
  }
  const value = body[attribute] ?? null;
  return typeof value === 'string' ? value : change.name;
}

function nameOf(change: Change | undefined): string | undefined {
  if (!change) return undefined;
  const { display_name: display, user_name: user, name, path } = bodyOf(change);
  const known = [display, user, name, path].find((value) => typeof value === 'string');
  return known ?? change.name;
}
