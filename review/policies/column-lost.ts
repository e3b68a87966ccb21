import { blocks } from '../../rules/compute';
import { type Body, Hidden, isSame, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { isChangedTable } from '../tables/properties';
import { isSameType } from '../tables/sql-type';
import type { Policy } from './policy';

export const columnLost: Policy = {
  name: 'column-lost',
  severity: 'block',
  rule: 'a column is neither removed nor given another type: its values would be lost, or the table recreated',
  repair: 'Keep the column, or add a column and migrate its readers before you remove the old one.',
  check: ({ changes, plan }) =>
    changes
      .filter((change) => isChangedTable(change) && change.action !== 'replace')
      .flatMap((change) =>
        lost(change).map(({ column, message }) => ({
          address: change.address,
          subject: column,
          message: `${message} of ${plan.fullName(change)}`,
        })),
      ),
};

interface Loss {
  readonly column: string;
  readonly message: string;
}

function lost({ before, after }: Change): Loss[] {
  const [old, now] = [before?.column, after?.column];
  if (isSame(old, now)) return [];
  if (old instanceof Hidden || now instanceof Hidden) {
    const label = now instanceof Hidden ? now.label : text(old);
    return [{ column: '', message: `changes the columns to ${label}` }];
  }
  const types = new Map(columns(after).map(({ key, type }) => [key, type]));
  return columns(before).flatMap(({ key, name, type }): Loss[] => {
    if (!types.has(key)) {
      return [{ column: name, message: `removes the column ${name} (${text(type)})` }];
    }
    const is = types.get(key) ?? null;
    const isKept =
      typeof type === 'string' && typeof is === 'string' ? isSameType(type, is) : isSame(type, is);
    if (isKept) return [];
    const change = `from ${text(type)} to ${text(is)}`;
    return [{ column: name, message: `changes the type of the column ${name} ${change}` }];
  });
}

interface Column {
  /** The name in lower case: Delta compares names without regard to case. */
  readonly key: string;
  readonly name: string;
  readonly type: Json;
}

function columns(body: Body | undefined): Column[] {
  return blocks(body?.column).map(({ name, type }) => ({
    key: text(name).toLowerCase(),
    name: text(name),
    type: type ?? null,
  }));
}

function text(value: Json | undefined): string {
  return textOf(value);
}
