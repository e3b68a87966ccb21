/**
 * Primary keys of tables, as Unity Catalog keeps them: they tell of a table, and nothing enforces
 * them. The workspace keeps them beside the owner, as open-source Delta Lake knows none.
 */
import { alreadyExists, doesNotExist, invalidParameter, requireString } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { Access, securable } from '../unity-catalog/access/access';
import { named } from './tables';

const PATH = '/api/2.1/unity-catalog/constraints';

interface PrimaryKey {
  readonly name: string;
  readonly child_columns: readonly string[];
}

interface TableConstraint {
  readonly primary_key_constraint: PrimaryKey;
}

/** The constraints of a table, which the caller may manage. */
async function constraintsOf(call: Call, fullName: string) {
  const [name, description] = await named(call, 'OWNER', fullName);
  const table = securable('table', name.fullName);
  const { tree } = call.ws.get(Access);
  const kept = (tree.recordOf(table).table_constraints ?? []) as TableConstraint[];
  const keep = (table_constraints: TableConstraint[]) =>
    tree.touch(table, call.principal.name, { table_constraints });
  return { name, description, kept, keep };
}

async function create(call: Call): Promise<JsonObject> {
  const given = requireString(call.body, 'full_name_arg');
  const { name, description, kept, keep } = await constraintsOf(call, given);
  const key = requiredKey(call.body.constraint);
  for (const column of key.child_columns) {
    const found = description.columns.find((one) => one.name === column);
    if (!found || found.nullable !== false) {
      const is = found ? 'may be null' : 'is not there';
      throw invalidParameter(
        `The columns of primary key '${key.name}' of '${name.fullName}' must be NOT NULL, got ${column}, which ${is}`,
      );
    }
  }
  if (kept.length > 0) {
    const [{ primary_key_constraint: other }] = kept as [TableConstraint];
    throw alreadyExists(`Table '${name.fullName}' already has the primary key '${other.name}'.`);
  }
  const constraint = { primary_key_constraint: key };
  keep([constraint]);
  return constraint;
}

function requiredKey(constraint: unknown): PrimaryKey {
  const { primary_key_constraint: key, ...others } = (constraint ?? {}) as {
    primary_key_constraint?: JsonObject;
  };
  if (key === undefined) {
    const got = Object.keys(others).join(', ') || 'nothing';
    throw invalidParameter(
      `\`constraint\`: must be a \`primary_key_constraint\` in a local workspace, got ${got}`,
    );
  }
  const columns = key.child_columns;
  if (!Array.isArray(columns) || columns.length === 0) {
    throw invalidParameter('`child_columns`: must name at least one column, got none');
  }
  return { name: requireString(key, 'name'), child_columns: columns.map(String) };
}

async function remove(call: Call): Promise<JsonObject> {
  const { name, kept, keep } = await constraintsOf(call, call.params.name!);
  const wanted = requireString(call.query, 'constraint_name');
  const left = kept.filter(({ primary_key_constraint: { name: key } }) => key !== wanted);
  if (left.length === kept.length) {
    throw doesNotExist(`Constraint '${wanted}' of table '${name.fullName}' does not exist.`);
  }
  keep(left);
  return {};
}

export const tableConstraintRoutes: Routes = {
  [`POST ${PATH}`]: create,
  [`DELETE ${PATH}/:name`]: remove,
};
