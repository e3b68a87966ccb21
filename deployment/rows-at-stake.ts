/** Rows, size, age and readers of the tables that a plan destroys, read from the workspace by SQL. */
import type { Workspace } from '../client/rest';
import { execute, type Result } from '../client/statements';
import { READER_DAYS, type Stake } from '../review/stake/stake';
import type { AtStake } from '../review/stake/tables-at-stake';

/** Counting more tables than these takes too long for a review. */
const MOST_TABLES = 50;

const READERS = `select distinct coalesce(user_identity.email, user_identity.subject_name) as reader
from system.access.audit
where event_date >= date_sub(current_date(), cast(:days as int))
  and service_name = 'unityCatalog'
  and action_name = 'generateTemporaryTableCredential'
  and response.status_code = 200
  and lower(coalesce(request_params['table_full_name'], request_params['full_name_arg'])) = :name
order by reader`;

/** Reads the stakes, one table after the other. A table that cannot be read is a stake with its problem. */
export async function rowsAtStake(
  workspace: Workspace,
  atStake: readonly AtStake[],
  warehouseId: string | undefined,
): Promise<Stake[]> {
  const query = (statement: string, parameters?: Record<string, string>): Promise<Result> =>
    execute(workspace, { statement, parameters, warehouseId });
  const stakes: Stake[] = [];
  for (const one of atStake) {
    if (one.name === undefined) {
      stakes.push({ address: one.address, table: one.kind, problem: 'the plan hides its name' });
      continue;
    }
    try {
      const tables = await tablesOf(query, one.kind, one.name);
      for (const table of tables.slice(0, MOST_TABLES)) {
        stakes.push({ address: one.address, ...(await tableStake(query, table)) });
      }
      const more = tables.length - MOST_TABLES;
      if (more > 0) {
        const problem = `${more} more tables were not read`;
        stakes.push({ address: one.address, table: one.name.join('.'), problem });
      }
    } catch (error) {
      stakes.push({ address: one.address, table: one.name.join('.'), problem: reason(error) });
    }
  }
  return stakes;
}

type Query = (statement: string, parameters?: Record<string, string>) => Promise<Result>;

/** The full names of the tables in a securable. */
async function tablesOf(
  query: Query,
  kind: AtStake['kind'],
  name: readonly string[],
): Promise<string[][]> {
  if (kind === 'table') return [[...name]];
  if (kind === 'schema') {
    const result = await query(`show tables in ${quoted(name)}`);
    return column(result, 'tableName').map((table) => [...name, table]);
  }
  const schemas = column(await query(`show schemas in ${quoted(name)}`), 'databaseName');
  const tables: string[][] = [];
  for (const schema of schemas.filter((one) => one !== 'information_schema')) {
    tables.push(...(await tablesOf(query, 'schema', [...name, schema])));
  }
  return tables;
}

async function tableStake(query: Query, name: readonly string[]): Promise<Omit<Stake, 'address'>> {
  const table = name.join('.');
  const problems: string[] = [];
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      problems.push(reason(error));
      return undefined;
    }
  };
  const detail = await attempt(query(`describe detail ${quoted(name)}`));
  const count = await attempt(query(`select count(*) as row_count from ${quoted(name)}`));
  const readers = await attempt(
    query(READERS, { days: String(READER_DAYS), name: table.toLowerCase() }),
  );
  const field = (from: Result | undefined, column: string): string | undefined => {
    const index = from?.columns.findIndex(({ name: one }) => one === column) ?? -1;
    return (index < 0 ? undefined : from?.rows[0]?.[index]) ?? undefined;
  };
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text);
  const values = {
    rows: number(field(count, 'row_count')),
    bytes: number(field(detail, 'sizeInBytes')),
    createdAt: field(detail, 'createdAt'),
    modifiedAt: field(detail, 'lastModified'),
    readers: readers && column(readers, 'reader'),
    problem: problems.length > 0 ? [...new Set(problems)].join('; ') : undefined,
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return { table, ...Object.fromEntries(known) };
}

/** The values of a column. @throws Error for a result without it: a table that is not listed would be no finding */
function column({ columns, rows }: Result, name: string): string[] {
  const index = columns.findIndex((one) => one.name === name);
  if (index < 0) {
    const found = columns.map((one) => one.name).join(', ');
    throw new Error(`list of ${name}: the result has no such column, got ${found}`);
  }
  return rows.flatMap((row) => row[index] ?? []);
}

function quoted(name: readonly string[]): string {
  return name.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
}

function reason(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.slice(0, 200);
}
