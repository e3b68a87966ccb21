/** Commands of `lakehouse`, grouped by task, and an example of each task. */
import type { Command } from 'commander';

interface Group {
  readonly heading: string;
  readonly commands: readonly Command[];
}

/** The commands by task, in the order of the help: `up` is `upCommand` of `commands/up.ts`. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Local workspace:': ['up', 'deploy', 'down', 'status', 'reset', 'env', 'token'],
  'Set up an environment:': ['init', 'doctor', 'parity'],
  'Load and query:': ['load', 'run', 'sql', 'open', 'lineage', 'alerts', 'summary'],
  'Repair and erase:': ['history', 'restore', 'rebuild', 'replay', 'forget'],
  'Contracts:': ['profile', 'contract', 'map'],
  'Model:': ['model'],
  'Plan and deploy:': [
    ...['plan', 'review', 'cost', 'apply', 'promote', 'smoke', 'drift', 'comment'],
  ],
  'Other:': [],
};

/** Returns new commands: all of them, or only the one with the name, whose module is then the only one to load. */
export function groups(only?: string): readonly Group[] {
  const isNamed = Object.values(GROUPS).some((names) => names.includes(only ?? ''));
  return Object.entries(GROUPS).map(([heading, names]) => ({
    heading,
    commands: names.filter((name) => !isNamed || name === only).map(loaded),
  }));
}

function loaded(name: string): Command {
  const commands = module.require(`./commands/${name}`) as Record<string, () => Command>;
  return commands[`${name}Command`]!();
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
