/**
 * `npx lakehouse`: the local workspace (up, deploy, down, status, reset), any workspace over REST (load, run, sql, open, lineage, history,
 * restore, forget, alerts, rebuild), plans (review, cost), and deployments (plan, apply, promote, smoke, status --env, drift, comment).
 */
import { Command } from 'commander';

import { CliError } from '../client/errors';
import { showControls } from '../client/terminal';
import { VERSION } from '../client/version';
import { completionCommand } from './commands/completion';
import { EXAMPLES, groups } from './groups';

/**
 * Returns the command line. Options are positional: a command may have its own `--version`.
 *
 * @param only the one command that is needed
 */
export function program(only?: string): Command {
  const lakehouse = new Command('lakehouse')
    .description(
      'A lakehouse for conversation intelligence: run it on this machine, load it, ask it',
    )
    .version(VERSION)
    .enablePositionalOptions()
    // `--help` and the help of each command suffice
    .helpCommand(false)
    .showHelpAfterError('(lakehouse --help lists the commands)')
    .addHelpText('after', EXAMPLES)
    .addHelpText(
      'after',
      `
load, run, sql, open, lineage, history, restore, forget, alerts and rebuild speak plain Databricks REST. They sign in, in this order, with
  --profile NAME                    of the Databricks configuration file
  DATABRICKS_HOST, DATABRICKS_TOKEN
  DATABRICKS_CONFIG_PROFILE         of that file (DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)
  the local workspace of --home     when there is one

plan, promote, smoke, drift and status --env are about an environment (environments/). They sign in with
  the profile of its settings       (LAKEHOUSE_PROFILE_<ENVIRONMENT> names one)
  DATABRICKS_HOST, and DATABRICKS_TOKEN or, in a CI job, DATABRICKS_AUTH_TYPE (github-oidc, env-oidc, file-oidc)
  DATABRICKS_CONFIG_PROFILE`,
    );
  for (const { heading, commands } of groups(only)) {
    lakehouse.commandsGroup(heading);
    for (const command of commands) lakehouse.addCommand(command);
  }
  return lakehouse.addCommand(completionCommand(lakehouse));
}

/** Runs the command line. A {@link CliError} ends it with one line on standard error and exit code 1. */
export async function main(argv: string[]): Promise<void> {
  showControls(process.stdout, process.stderr);
  try {
    await program(argv[2]).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
