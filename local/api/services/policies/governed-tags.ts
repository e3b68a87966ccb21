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
import { type Call, page, type Routes } from '../../core/routes';
import type { Entity } from '../../core/state';
import type { Workspace } from '../../core/workspace';

const PATH = '/api/2.1/tag-policies';
const RULE_SETS = '/api/2.0/preview/accounts/access-control/rule-sets';
const ASSIGNER = 'roles/tagPolicy.assigner';
const RULE_SET = /^accounts\/[^/]+\/tagPolicies\/([^/]+)\/ruleSets\/default$/;
const KEY = /^[^*./<>%&?\\=\p{Cc}]{1,256}$/u;

/** The governed tag of that key, which is case-sensitive. */
export function governedTag(ws: Workspace, key: string): Entity | undefined {
  return ws.state.collection('governed_tags').get(key);
}

/** Throws 403 where `principal` may not assign the governed tag. Admins may assign every tag. */
export function requireAssign(ws: Workspace, principal: Principal, tag: Entity): void {
  if (ws.principals.isAdmin(principal)) return;
  const identity = ws.principals.identity(principal.name);
  const assigners = (ws.state.collection('tag_assigners').get(tag.id)?.principals ??
    []) as string[];
  if (assigners.some((one) => identity?.answersTo(one))) return;
  throw permissionDenied(
    `${principal.name} does not have ASSIGN on the governed tag '${tag.tag_key}'`,
  );
}

function requireAdmin({ ws, principal }: Call): void {
  if (ws.principals.isAdmin(principal)) return;
  throw permissionDenied(`${principal.name} does not have CREATE on governed tags of the account`);
}

function required({ ws, params }: Call): Entity {
  const tag = governedTag(ws, params.key!);
  if (!tag) throw doesNotExist(`Tag policy '${params.key}' does not exist.`);
  return tag;
}

function create(call: Call): Entity {
  requireAdmin(call);
  const { ws, body } = call;
  const tag_key = requireString(body, 'tag_key');
  if (!KEY.test(tag_key) || tag_key.trim() !== tag_key) {
    throw invalidParameter(`tag_key: a character is not allowed, got ${tag_key}`);
  }
  if (governedTag(ws, tag_key)) {
    throw alreadyExists(`Tag policy '${tag_key}' already exists.`, 'ALREADY_EXISTS');
  }
  const { description, values = [] } = body;
  const at = new Date().toISOString();
  const id = String(ws.state.nextId());
  return ws.state
    .collection('governed_tags')
    .set(tag_key, { id, tag_key, description, values, create_time: at, update_time: at });
}

function update(call: Call): Entity {
  requireAdmin(call);
  const tag = required(call);
  const { description = tag.description, values = tag.values } = call.body;
  const changed = { ...tag, description, values, update_time: new Date().toISOString() };
  return call.ws.state.collection('governed_tags').set(tag.tag_key as string, changed);
}

function remove(call: Call): Entity {
  requireAdmin(call);
  call.ws.state.collection('governed_tags').delete(required(call).tag_key as string);
  return {};
}

function list({ ws, query }: Call): Entity {
  const tags = ws.state.collection('governed_tags').values();
  const { items, next_page_token } = page(tags, query, 'page_size', 1000);
  return { tag_policies: items, ...(next_page_token ? { next_page_token } : {}) };
}

/** The tag whose rule set the name is of; the workspace keeps no other rule sets. */
function tagOfRuleSet(call: Call, name: string): Entity {
  requireAdmin(call);
  const [, id] = RULE_SET.exec(name) ?? [];
  const tag = call.ws.state.collection('governed_tags').find((one) => one.id === id);
  if (!tag) throw doesNotExist(`Rule set '${name}' does not exist.`);
  return tag;
}

function ruleSet(call: Call, name: string): Entity {
  const tag = tagOfRuleSet(call, name);
  const kept = call.ws.state.collection('tag_assigners').get(tag.id as string);
  const { etag = '', grant_rules = [] } = kept ?? {};
  return { name, etag, grant_rules };
}

function replaceRuleSet(call: Call): Entity {
  const name = requireString(call.body, 'name');
  const tag = tagOfRuleSet(call, name);
  const grant_rules = ((call.body.rule_set as Entity | undefined)?.grant_rules ?? []) as Entity[];
  for (const { role } of grant_rules) {
    if (role !== ASSIGNER)
      throw invalidParameter(`role: not supported, got ${role}. Use ${ASSIGNER}`);
  }
  const principals = grant_rules
    .flatMap((rule) => (rule.principals ?? []) as string[])
    .map((principal) => principal.replace(/^(users|groups|servicePrincipals)\//, ''));
  const etag = String(call.ws.state.nextId());
  call.ws.state
    .collection('tag_assigners')
    .set(tag.id as string, { principals, grant_rules, etag });
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
