/** `lakehouse alerts`: how the alerts stand, as the monitoring job found them last. */
import Table from 'cli-table3';
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { pages, Workspace } from '../../client/rest';
import { withCredentials } from '../options';

interface AlertsOptions extends CredentialOptions {
  readonly json?: boolean;
}

interface Alert {
  readonly id: string;
  readonly display_name: string;
  readonly state?: string;
  readonly trigger_time?: string;
}

/** Triggered alerts come first. */
const ORDER = ['TRIGGERED', 'UNKNOWN', 'OK'];

export function alertsCommand(): Command {
  return withCredentials(
    new Command('alerts')
      .description('list the alerts with their states, triggered ones first')
      .option('--json', 'print each alert as a JSON line'),
  ).action((options: AlertsOptions) => alerts(options));
}

async function alerts(options: AlertsOptions): Promise<void> {
  const all = await list(new Workspace(credentials(options)));
  const standings = all
    .map(({ id, display_name, state = 'UNKNOWN', trigger_time }) => ({
      alert: display_name,
      state,
      last_triggered: trigger_time ?? null,
      id,
    }))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.alert.localeCompare(b.alert, 'en'),
    );
  if (options.json) {
    for (const standing of standings) console.log(JSON.stringify(standing));
    return;
  }
  const table = new Table({
    head: ['alert', 'state', 'last triggered'],
    style: { head: [], border: [], compact: true },
  });
  for (const { alert, state, last_triggered } of standings) {
    table.push([alert, state, last_triggered ?? 'never']);
  }
  console.log(table.toString());
  if (standings.some(({ state }) => state === 'UNKNOWN')) {
    process.stderr.write('UNKNOWN: not evaluated yet, or its query failed; ');
    process.stderr.write('`npx lakehouse run monitoring --wait` evaluates all\n');
  }
}

async function list(workspace: Workspace): Promise<Alert[]> {
  return pages<Alert>(workspace, '/api/2.0/sql/alerts', 'results', { page_size: 100 });
}
