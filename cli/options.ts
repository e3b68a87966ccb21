/** Options that several commands share. */
import { Command, Option } from 'commander';

/** `--home`: the local workspace that a command is about. */
export const homeOption = (): Option =>
  new Option('--home <folder>', 'the local workspace (default: LAKEHOUSE_HOME, else .lakehouse)');

/** Adds the options that choose the workspace: `--profile` and `--home`. */
export function withCredentials(command: Command): Command {
  return command
    .addOption(new Option('--profile <name>', 'profile of the Databricks configuration file'))
    .addOption(homeOption());
}

/** `--warehouse`: the SQL warehouse that runs a statement. */
export function warehouseOption(): Option {
  return new Option(
    '--warehouse <id>',
    'SQL warehouse (default: DATABRICKS_WAREHOUSE_ID, else the first one)',
  );
}
