import { blocks } from '../compute';
import type { Change } from '../plan/change';
import { Hidden, type Body } from '../plan/hidden';
import type { Policy } from './policy';

export const columnLost: Policy = {
  name: 'column-lost',
  severity: 'block',
  rule: 'a column is neither removed nor given another type: its values would be gone, or the table made anew',
  repair: 'Keep the column, or add a column and migrate its readers before you remove the old one.',
  check: ({ changes, plan }) =>
    changes
      .filter(({ type, action }) => type === 'databricks_sql_table' && action === 'update')
      .flatMap((change) =>
        lost(change).map((what) => ({
          address: change.address,
          message: `${what} of ${plan.fullName(change)}`,
        })),
      ),
};

function lost({ before, after }: Change): string[] {
  if (after?.column instanceof Hidden)
    return ['says only when it is applied which are the columns'];
  const now = new Map(columns(after).map((column) => [column.name, column.type]));
  return columns(before).flatMap(({ name, type }) => {
    if (!now.has(name)) return [`removes the column ${name} (${type})`];
    const is = now.get(name);
    return is === type ? [] : [`changes the type of the column ${name} from ${type} to ${is}`];
  });
}

function columns(body: Body | undefined): { name: string; type: string }[] {
  return blocks(body?.column).map(({ name, type }) => ({
    name: String(name),
    type: String(type).toLowerCase(),
  }));
}
