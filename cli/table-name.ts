/** Names of tables, as people give them. */
import { Option } from 'commander';

import { CliError } from '../client/errors';
import { Home } from '../client/home';
import { catalogOf } from '../local/api/core/catalog-names';

const NAME = /^(?:(\w+)\.)?(\w+\.\w+)$/;

/** `--catalog`, where a name without one is looked up. */
export function catalogOption(): Option {
  return new Option('--catalog <name>', 'catalog of the lakehouse').default(
    defaultCatalog(),
    'LAKEHOUSE_CATALOG, else that of the local workspace',
  );
}

/** The catalog of a command without `--catalog`: LAKEHOUSE_CATALOG, else that of the local workspace. */
export function defaultCatalog(home?: string): string {
  return process.env.LAKEHOUSE_CATALOG ?? catalogOf(new Home(home));
}

/** The two-part name of a table, given with its schema, and with its catalog or not. @throws CliError */
export function twoPartName(given: string): string {
  return parts(given).name;
}

/** The three-part name, in `catalog` where it is not said. @throws CliError */
export function fullName(given: string, catalog: string): string {
  const { catalog: own = catalog, name } = parts(given);
  return `${own}.${name}`;
}

function parts(given: string): { catalog?: string; name: string } {
  const [, catalog, name] = NAME.exec(given) ?? [];
  if (name === undefined) {
    throw new CliError(`table: not a name like silver.deals, got ${given}`);
  }
  return { catalog, name };
}
