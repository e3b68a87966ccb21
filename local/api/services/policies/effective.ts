/** Policies that apply to one principal, by table. */
import type { TablePolicies } from '../../core/cluster/cluster';
import type { Principal } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';
import { parseCondition } from './conditions';
import { policiesOf, type PolicyRecord } from './policies';
import type { ColumnTags } from './tag-assignments';

/**
 * Returns the masks and filters of each table for a principal. A column with two masks refuses its
 * table, as on the platform.
 */
export function effectivePolicies(ws: Workspace, principal: Principal): TablePolicies {
  const identity = ws.principals.identity(principal.name);
  if (!identity) return {};
  const applied = policiesOf(ws)
    .values()
    .filter(
      ({ to_principals: to, except_principals: except }) =>
        to.some((one) => identity.answersTo(one)) && !except.some((one) => identity.answersTo(one)),
    );
  if (applied.length === 0) return {};
  const tables = ws.state.collection<{ readonly column_tags?: ColumnTags }>('tables');
  const found = tables.keys().map((table) => {
    const tags = tables.get(table)?.column_tags ?? {};
    return [
      table,
      ofTable(
        applied.filter((policy) => covers(policy, table)),
        tags,
      ),
    ] as const;
  });
  return Object.fromEntries(
    found.filter(([, { masks, filters }]) => Object.keys(masks).length > 0 || filters.length > 0),
  );
}

function ofTable(policies: readonly PolicyRecord[], tags: ColumnTags): TablePolicies[string] {
  const masks: Record<string, string> = {};
  let refusal: string | undefined;
  for (const { column_mask: mask, match_columns: columns } of policies) {
    if (!mask) continue;
    const { key, value } = parseCondition(columns[0]!.condition);
    for (const [column, values] of Object.entries(tags)) {
      if (!(key in values) || (value !== undefined && values[key] !== value)) continue;
      const other = masks[column];
      if (other !== undefined && other !== mask.function_name) {
        refusal = `[COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS] Column mask policies are not supported: the column ${column} has several masks`;
      }
      masks[column] = mask.function_name;
    }
  }
  const filters = policies.flatMap(({ row_filter: filter }) => filter?.function_name ?? []);
  return { masks, filters, ...(refusal === undefined ? {} : { refusal }) };
}

function covers({ on_securable_fullname: name }: PolicyRecord, table: string): boolean {
  return table === name || table.startsWith(`${name}.`);
}
