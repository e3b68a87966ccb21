/**
 * Tags of columns. They are kept with the table's record, so that they end and move with the table.
 * Source: REST reference, "Entity tag assignments".
 */
import { alreadyExists, doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { named } from '../tables/tables';
import { Access, securable } from '../unity-catalog/access/access';
import { governedTag, requireAssign } from './governed-tags';

const PATH = '/api/2.1/unity-catalog/entity-tag-assignments';

/** Values of tags by column and key; column names are in lower case. */
export type ColumnTags = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The tags of one column, which the caller may change or read. */
async function tagsOf(call: Call, type: string, name: string, privilege: string) {
  if (type !== 'columns') {
    throw invalidParameter(
      `entity_type: not supported in a local workspace, got ${type}. Use columns`,
    );
  }
  const parts = name.toLowerCase().split('.');
  const column = parts.pop()!;
  const [{ fullName }, description] = await named(call, privilege, parts.join('.'));
  if (!description.columns.some((one) => String(one.name).toLowerCase() === column)) {
    throw doesNotExist(`Column '${name}' does not exist.`, 'COLUMN_DOES_NOT_EXIST');
  }
  const { tree } = call.ws.get(Access);
  const table = securable('table', fullName);
  const all = (tree.recordOf(table).column_tags ?? {}) as ColumnTags;
  const tags = all[column] ?? {};
  const keep = (changed: Readonly<Record<string, string>>): void =>
    tree.touch(table, call.principal.name, { column_tags: { ...all, [column]: changed } });
  const view = (key: string): JsonObject => ({
    entity_type: 'columns',
    entity_name: `${fullName}.${column}`,
    tag_key: key,
    tag_value: tags[key],
  });
  return { tags, keep, view };
}

function requireAllowed(call: Call, key: string, value: string): void {
  const tag = governedTag(call.ws, key);
  // a key that is not governed is free to use, and no policy reads it
  if (!tag) return;
  requireAssign(call.ws, call.principal, tag);
  const values = tag.values.map((one) => textIn(one, 'name') ?? '');
  const allowed = values.length === 0 ? [''] : values;
  if (!allowed.includes(value)) {
    throw invalidParameter(
      `tag_value: not allowed for the governed tag '${key}', got ${value}. Use ${allowed.join(', ')}`,
    );
  }
}

/** The value in a request: a tag without one has the empty text. */
function valueIn(body: JsonObject): string {
  return shown(body.tag_value ?? '');
}

async function create(call: Call): Promise<JsonObject> {
  const key = requireString(call.body, 'tag_key');
  const value = valueIn(call.body);
  const type = requireString(call.body, 'entity_type');
  const name = requireString(call.body, 'entity_name');
  const { tags, keep } = await tagsOf(call, type, name, 'APPLY_TAG');
  requireAllowed(call, key, value);
  if (key in tags) {
    throw alreadyExists(`Tag '${key}' is already assigned to '${name}'.`, 'ALREADY_EXISTS');
  }
  keep({ ...tags, [key]: value });
  return { entity_type: type, entity_name: name, tag_key: key, tag_value: value };
}

/** The assignment that the path names. */
async function target(call: Call, privilege: string) {
  const { type, name, key } = call.params;
  const found = await tagsOf(call, type!, name!, privilege);
  if (!(key! in found.tags)) throw doesNotExist(`Tag '${key}' is not assigned to '${name}'.`);
  return { ...found, key: key! };
}

async function update(call: Call): Promise<JsonObject> {
  const { tags, keep, key } = await target(call, 'APPLY_TAG');
  const value = valueIn(call.body);
  requireAllowed(call, key, value);
  keep({ ...tags, [key]: value });
  const { type: entity_type, name: entity_name } = call.params;
  return { entity_type, entity_name, tag_key: key, tag_value: value };
}

async function remove(call: Call): Promise<JsonObject> {
  const { tags, keep, key } = await target(call, 'APPLY_TAG');
  requireAllowed(call, key, tags[key]!);
  keep(Object.fromEntries(Object.entries(tags).filter(([one]) => one !== key)));
  return {};
}

async function list(call: Call): Promise<JsonObject> {
  const { type, name } = call.params;
  const { tags, view } = await tagsOf(call, type!, name!, 'BROWSE');
  return { tag_assignments: Object.keys(tags).map(view) };
}

export const tagAssignmentRoutes: Routes = {
  [`POST ${PATH}`]: create,
  [`GET ${PATH}/:type/:name/tags`]: list,
  [`GET ${PATH}/:type/:name/tags/:key`]: async (call) => {
    const { view, key } = await target(call, 'BROWSE');
    return view(key);
  },
  [`PATCH ${PATH}/:type/:name/tags/:key`]: update,
  [`DELETE ${PATH}/:type/:name/tags/:key`]: remove,
};
