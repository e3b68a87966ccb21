/**
 * `npx lakehouse`: the local workspace (up, down, status, reset), any workspace over REST (load, run, sql, open, lineage, history,
 * restore, forget, alerts, rebuild), plans (review, cost), and deployments (plan, apply, promote, smoke, status --env, drift, comment).
 */
import { Command } from 'commander';

import { alertsCommand } from './commands/alerts';
import { applyCommand } from './commands/apply';
import { commentCommand } from './commands/comment';
import { costCommand } from './commands/cost';
import { doctorCommand } from './commands/doctor';
import { downCommand } from './commands/down';
import { driftCommand } from './commands/drift';
import { envCommand } from './commands/env';
import { forgetCommand } from './commands/forget';
import { historyCommand } from './commands/history';
import { initCommand } from './commands/init';
import { lineageCommand } from './commands/lineage';
import { loadCommand } from './commands/load';
import { openCommand } from './commands/open';
import { planCommand } from './commands/plan';
import { promoteCommand } from './commands/promote';
import { rebuildCommand } from './commands/rebuild';
import { replayCommand } from './commands/replay';
import { resetCommand } from './commands/reset';
import { modelCommand } from './commands/model';
import { restoreCommand } from './commands/restore';
import { reviewCommand } from './commands/review';
import { runCommand } from './commands/run';
import { smokeCommand } from './commands/smoke';
import { sqlCommand } from './commands/sql';
import { statusCommand } from './commands/status';
import { tokenCommand } from './commands/token';
import { upCommand } from './commands/up';
import { CliError } from '../client/errors';
import { showControls } from '../client/terminal';
import { VERSION } from '../client/version';

/** Positional options: a command may have a `--version` of its own. */
export function program(): Command {
  return new Command('lakehouse')
    .description(
      'A lakehouse for conversation intelligence: run it on this machine, load it, ask it',
    )
    .version(VERSION)
    .enablePositionalOptions()
    .showHelpAfterError('(lakehouse --help lists the commands)')
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
  DATABRICKS_HOST, and DATABRICKS_TOKEN or, in GitHub Actions, DATABRICKS_AUTH_TYPE=github-oidc
  DATABRICKS_CONFIG_PROFILE`,
    )
    .addCommand(upCommand())
    .addCommand(downCommand())
    .addCommand(statusCommand())
    .addCommand(resetCommand())
    .addCommand(envCommand())
    .addCommand(initCommand())
    .addCommand(doctorCommand())
    .addCommand(loadCommand())
    .addCommand(runCommand())
    .addCommand(replayCommand())
    .addCommand(sqlCommand())
    .addCommand(openCommand())
    .addCommand(lineageCommand())
    .addCommand(historyCommand())
    .addCommand(restoreCommand())
    .addCommand(forgetCommand())
    .addCommand(modelCommand())
    .addCommand(alertsCommand())
    .addCommand(rebuildCommand())
    .addCommand(tokenCommand())
    .addCommand(reviewCommand())
    .addCommand(costCommand())
    .addCommand(planCommand())
    .addCommand(applyCommand())
    .addCommand(promoteCommand())
    .addCommand(smokeCommand())
    .addCommand(driftCommand())
    .addCommand(commentCommand());
}

/** Runs the command line. A {@link CliError} ends it with one line on standard error and exit code 1. */
export async function main(argv: string[]): Promise<void> {
  showControls(process.stdout, process.stderr);
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
