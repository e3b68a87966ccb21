/** Names of tables, as people give them. */
import { Option } from 'commander';

import { CliError } from '../client/errors';

const NAME = /^(?:(\w+)\.)?(\w+\.\w+)$/;

/** `--catalog`, where a name without one is looked up. */
export function catalogOption(): Option {
  return new Option('--catalog <name>', 'catalog of the lakehouse').default(
    process.env.LAKEHOUSE_CATALOG ?? 'spark_catalog',
  );
}

/** The two-part name of a table, given with its schema, and with its catalog or not. @throws CliError */
export function twoPartName(given: string): string {
  return parts(given)[2];
}

/** The three-part name, in `catalog` where it is not said. @throws CliError */
export function fullName(given: string, catalog: string): string {
  const [, said, name] = parts(given);
  return `${said ?? catalog}.${name}`;
}

function parts(given: string): RegExpExecArray {
  const found = NAME.exec(given);
  if (!found) throw new CliError(`table: not a name like silver.deals, got ${given}`);
  return found;
}
