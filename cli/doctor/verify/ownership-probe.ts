/** Probe of the rights that the owner of a schema has on its tables. */
import { CliError } from '../../../client/errors';
import { ApiError } from '../../../client/rest';
import { execute, isRefusal } from '../../../client/statements';
import { different, type Evidence, notRun, type Outcome, same } from './outcome';

const READS = ['SELECT', 'ALL_PRIVILEGES'];

/** Reads a table as a member of the owners of its schema, who have no SELECT on it. */
export async function inheritedOwnership({ context }: Evidence): Promise<Outcome> {
  const { catalog, ownersGroup } = context.settings;
  const { userName, groups } = await context.me();
  const table = `${catalog}.silver.deals`;
  if (!groups.includes(ownersGroup)) return notRun(`${userName} is not a member of ${ownersGroup}`);
  const granted = await context.privileges('table', table);
  if (READS.some((privilege) => granted.has(privilege))) {
    return notRun(`${userName} has SELECT on ${table} by a grant`);
  }
  try {
    await execute(context.workspace(), { statement: `select 1 from ${table} limit 1` });
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof ApiError) throw error;
    return isRefusal(error)
      ? same(`a member of ${ownersGroup} cannot read ${table}`)
      : notRun(error.message);
  }
  return different(`a member of ${ownersGroup} reads ${table} without SELECT`);
}
