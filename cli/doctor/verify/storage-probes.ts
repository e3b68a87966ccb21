/** Probes of external locations, and of tables with masks. */
import { pages } from '../../../client/rest';
import { SCHEMAS } from '../../../constructs/governance/access-model';
import { hasFileEvents } from '../../../environments/settings/storage';
import { UC } from '../context';
import { different, type Evidence, notRun, type Outcome, same } from './outcome';

/** Compares the file events of the landing location with the settings. */
export async function fileEvents({ context }: Evidence): Promise<Outcome> {
  const { settings } = context;
  const { awsStorage, landingLocation, landingCredential, catalog } = settings;
  const isDeclared =
    awsStorage ?? (landingLocation !== undefined && landingCredential !== undefined);
  if (!isDeclared) return notRun('the settings declare no landing location');
  const name = `${catalog}_landing`;
  const location = await context.find<{ enable_file_events?: boolean }>(
    `${UC}/external-locations/${name}`,
  );
  if (location === undefined)
    return notRun(`no external location ${name}, or no permission to see it`);
  const detail = `enable_file_events of ${name} is ${location.enable_file_events}`;
  return location.enable_file_events === hasFileEvents(settings)
    ? same(detail)
    : different(`${detail}, the settings declare ${hasFileEvents(settings)}`);
}

interface Table {
  readonly full_name: string;
  readonly row_filter?: unknown;
  readonly columns?: readonly { readonly name: string; readonly mask?: unknown }[];
}

/** Searches for masks and row filters on tables, which an earlier version set. */
export async function tableMasks({ context }: Evidence): Promise<Outcome> {
  const { catalog } = context.settings;
  const tables: Table[] = [];
  for (const schema_name of SCHEMAS) {
    const query = { catalog_name: catalog, schema_name };
    tables.push(...(await pages<Table>(context.workspace(), `${UC}/tables`, 'tables', query)));
  }
  const left = tables
    .flat()
    .flatMap(({ full_name, row_filter, columns = [] }) => [
      ...(row_filter ? [full_name] : []),
      ...columns.filter(({ mask }) => mask).map(({ name }) => `${full_name}.${name}`),
    ]);
  if (tables.length === 0) return notRun(`no tables in ${catalog}`);
  return left.length === 0
    ? same(`no mask and no row filter on ${tables.length} tables`)
    : different(`masks or row filters on ${left.join(', ')}`);
}
