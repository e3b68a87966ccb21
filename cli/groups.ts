/** Commands of `lakehouse`, grouped by task, and an example of each task. */
import type { Command } from 'commander';

import { alertsCommand } from './commands/alerts';
import { applyCommand } from './commands/apply';
import { commentCommand } from './commands/comment';
import { contractCommand } from './commands/contract';
import { costCommand } from './commands/cost';
import { deployCommand } from './commands/deploy';
import { doctorCommand } from './commands/doctor';
import { downCommand } from './commands/down';
import { driftCommand } from './commands/drift';
import { envCommand } from './commands/env';
import { forgetCommand } from './commands/forget';
import { historyCommand } from './commands/history';
import { initCommand } from './commands/init';
import { lineageCommand } from './commands/lineage';
import { loadCommand } from './commands/load';
import { mapCommand } from './commands/map';
import { modelCommand } from './commands/model';
import { openCommand } from './commands/open';
import { parityCommand } from './commands/parity';
import { planCommand } from './commands/plan';
import { profileCommand } from './commands/profile';
import { promoteCommand } from './commands/promote';
import { rebuildCommand } from './commands/rebuild';
import { replayCommand } from './commands/replay';
import { resetCommand } from './commands/reset';
import { restoreCommand } from './commands/restore';
import { reviewCommand } from './commands/review';
import { runCommand } from './commands/run';
import { smokeCommand } from './commands/smoke';
import { sqlCommand } from './commands/sql';
import { statusCommand } from './commands/status';
import { summaryCommand } from './commands/summary';
import { tokenCommand } from './commands/token';
import { upCommand } from './commands/up';

interface Group {
  readonly heading: string;
  readonly commands: readonly Command[];
}

/** Returns new commands, in the order of the help. */
export function groups(): readonly Group[] {
  return [
    {
      heading: 'Local workspace:',
      commands: [
        upCommand(),
        deployCommand(),
        downCommand(),
        statusCommand(),
        resetCommand(),
        envCommand(),
        tokenCommand(),
      ],
    },
    {
      heading: 'Set up an environment:',
      commands: [initCommand(), doctorCommand(), parityCommand()],
    },
    {
      heading: 'Load and query:',
      commands: [
        loadCommand(),
        runCommand(),
        sqlCommand(),
        openCommand(),
        lineageCommand(),
        alertsCommand(),
        summaryCommand(),
      ],
    },
    {
      heading: 'Repair and erase:',
      commands: [
        historyCommand(),
        restoreCommand(),
        rebuildCommand(),
        replayCommand(),
        forgetCommand(),
      ],
    },
    { heading: 'Contracts:', commands: [profileCommand(), contractCommand(), mapCommand()] },
    { heading: 'Model:', commands: [modelCommand()] },
    {
      heading: 'Plan and deploy:',
      commands: [
        planCommand(),
        reviewCommand(),
        costCommand(),
        applyCommand(),
        promoteCommand(),
        smokeCommand(),
        driftCommand(),
        commentCommand(),
      ],
    },
    { heading: 'Other:', commands: [] },
  ];
}

/** Examples at the end of `lakehouse --help`, one for each group. */
export const EXAMPLES = `
Examples:
  npx lakehouse up                                        start the local workspace
  npx lakehouse doctor --env dev                          check what a deployment needs
  npx lakehouse load calls && npx lakehouse run ingest --wait
  npx lakehouse sql "select * from gold.rep_monthly_scores limit 10"
  npx lakehouse summary --env local                       list what is deployed, with links
  npx lakehouse restore silver.deals --version 3          undo a bad batch
  npx lakehouse plan --env prod && npx lakehouse apply .lakehouse-plans/prod
  eval "$(npx lakehouse completion bash)"                 complete commands and options in this shell`;
