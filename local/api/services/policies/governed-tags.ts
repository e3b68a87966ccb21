/**
 * Governed tags: account-level tag keys with allowed values, and the principals that may assign them.
 * Sources: REST reference "Tag policies"; Databricks documentation, "Manage permissions on governed tags".
 */
import {
  alreadyExists,
  doesNotExist,
  invalidParameter,
  permissionDenied,
  requireString,
} from '../../core/errors';
import type { Principal } from '../../core/identity/principals';
import { type JsonObject, objectIn, objectsIn, shown, textIn, textsIn } from '../../core/json';
import { type Call, page, type Routes } from '../../core/routes';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';

const PATH = '/api/2.1/tag-policies';
const RULE_SETS = '/api/2.0/preview/accounts/access-control/rule-sets';
const ASSIGNER = 'roles/tagPolicy.assigner';
const RULE_SET = /^accounts\/[^/]+\/tagPolicies\/([^/]+)\/ruleSets\/default$/;
const KEY = /^[^*./<>%&?\\=\p{Cc}]{1,256}$/u;

/** A governed tag as the state has it. */
export interface GovernedTag {
  readonly id: string;
  readonly tag_key: string;
  readonly description?: string;
  /** Allowed values. Without one, the tag has no value. */
  readonly values: readonly JsonObject[];
  readonly create_time: string;
  readonly update_time: string;
}

/** Principals that may assign a governed tag, from the rules of its rule set. */
interface Assigners {
  readonly principals: readonly string[];
  readonly grant_rules: readonly JsonObject[];
  readonly etag: string;
}

function governedTags({ state }: Workspace): Collection<GovernedTag> {
  return state.collection('governed_tags');
}

function assignersOf({ state }: Workspace): Collection<Assigners> {
  return state.collection('tag_assigners');
}

/** The governed tag of that key, which is case-sensitive. */
export function governedTag(ws: Workspace, key: string): GovernedTag | undefined {
  return governedTags(ws).get(key);
}

/** Throws 403 where `principal` may not assign the governed tag. Admins may assign every tag. */
export function requireAssign(ws: Workspace, principal: Principal, tag: GovernedTag): void {
  if (ws.principals.isAdmin(principal)) return;
  const identity = ws.principals.identity(principal.name);
  const assigners = assignersOf(ws).get(tag.id)?.principals ?? [];
  if (assigners.some((one) => identity?.answersTo(one))) return;
  throw permissionDenied(
    `${principal.name} does not have ASSIGN on the governed tag '${tag.tag_key}'`,
  );
}

function requireAdmin({ ws, principal }: Call): void {
  if (ws.principals.isAdmin(principal)) return;
  throw permissionDenied(`${principal.name} does not have CREATE on governed tags of the account`);
}

function required({ ws, params }: Call): GovernedTag {
  const tag = governedTag(ws, params.key!);
  if (!tag) throw doesNotExist(`Tag policy '${params.key}' does not exist.`);
  return tag;
}

function create(call: Call): GovernedTag {
  requireAdmin(call);
  const { ws, body } = call;
  const tag_key = requireString(body, 'tag_key');
  if (!KEY.test(tag_key) || tag_key.trim() !== tag_key) {
    throw invalidParameter(`tag_key: a character is not allowed, got ${tag_key}`);
  }
  if (governedTag(ws, tag_key)) {
    throw alreadyExists(`Tag policy '${tag_key}' already exists.`, 'ALREADY_EXISTS');
  }
  const at = new Date().toISOString();
  return governedTags(ws).set(tag_key, {
    id: String(ws.state.nextId()),
    tag_key,
    description: textIn(body, 'description'),
    values: objectsIn(body, 'values'),
    create_time: at,
    update_time: at,
  });
}

function update(call: Call): GovernedTag {
  requireAdmin(call);
  const { ws, body } = call;
  const tag = required(call);
  return governedTags(ws).set(tag.tag_key, {
    ...tag,
    description: textIn(body, 'description') ?? tag.description,
    values: body.values === undefined ? tag.values : objectsIn(body, 'values'),
    update_time: new Date().toISOString(),
  });
}

function remove(call: Call): JsonObject {
  requireAdmin(call);
  governedTags(call.ws).delete(required(call).tag_key);
  return {};
}

function list({ ws, query }: Call): JsonObject {
  const tags = governedTags(ws).values();
  const { items, next_page_token } = page(tags, query, 'page_size', 1000);
  return { tag_policies: items, ...(next_page_token ? { next_page_token } : {}) };
}

/** The tag whose rule set the name is of; the workspace keeps no other rule sets. */
function tagOfRuleSet(call: Call, name: string): GovernedTag {
  requireAdmin(call);
  const [, id] = RULE_SET.exec(name) ?? [];
  const tag = governedTags(call.ws).find((one) => one.id === id);
  if (!tag) throw doesNotExist(`Rule set '${name}' does not exist.`);
  return tag;
}

function ruleSet(call: Call, name: string): JsonObject {
  const { etag = '', grant_rules = [] } =
    assignersOf(call.ws).get(tagOfRuleSet(call, name).id) ?? {};
  return { name, etag, grant_rules };
}

function replaceRuleSet(call: Call): JsonObject {
  const name = requireString(call.body, 'name');
  const tag = tagOfRuleSet(call, name);
  const grant_rules = objectsIn(objectIn(call.body, 'rule_set'), 'grant_rules');
  for (const { role } of grant_rules) {
    if (role !== ASSIGNER)
      throw invalidParameter(`role: not supported, got ${shown(role)}. Use ${ASSIGNER}`);
  }
  const principals = grant_rules
    .flatMap((rule) => textsIn(rule, 'principals'))
    .map((principal) => principal.replace(/^(users|groups|servicePrincipals)\//, ''));
  const etag = String(call.ws.state.nextId());
  assignersOf(call.ws).set(tag.id, { principals, grant_rules, etag });
  return ruleSet(call, name);
}

export const governedTagRoutes: Routes = {
  [`POST ${PATH}`]: create,
  [`GET ${PATH}`]: list,
  [`GET ${PATH}/:key`]: required,
  [`PATCH ${PATH}/:key`]: update,
  [`DELETE ${PATH}/:key`]: remove,
  [`GET ${RULE_SETS}`]: (call) => ruleSet(call, requireString(call.query, 'name')),
  [`PUT ${RULE_SETS}`]: replaceRuleSet,
};
