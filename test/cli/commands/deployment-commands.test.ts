import { lakehouse } from '../lakehouse';

/** The error of each command that cannot run, in one line. */
const REFUSALS: [string[], string][] = [
  [['plan'], "required option '--env <name>' not specified"],
  [['plan', '--env', 'prd'], '--env: not one of local, dev, staging, prod, got prd'],
  [
    ['plan', '--env', 'prod', '--override', 'column-lost'],
    'override: not of the form policy=reason or policy@address=reason, got column-lost',
  ],
  [['apply', '/nonexistent'], 'folder: not a plan, got /nonexistent without manifest.json'],
  [['promote', '--from', 'dev', '--to', 'dev'], '--to: the same environment as --from, got dev'],
  [
    ['status', '--env', 'prod'],
    'no workspace to speak to for prod: set DATABRICKS_HOST and DATABRICKS_TOKEN, DATABRICKS_CONFIG_PROFILE, or `workspaceHost` of its settings',
  ],
  [['smoke', '--env', 'dev', '--lock-timeout', '1'], "unknown option '--lock-timeout'"],
];

test('the commands of a deployment say in a line what is wrong', async () => {
  const ended = await Promise.all(REFUSALS.map(([args]) => lakehouse(args)));
  const said = ended.map(({ code, stderr }) => [code, stderr.split('\n')[0]]);
  expect(said).toEqual(REFUSALS.map(([, message]) => [1, `error: ${message}`]));
}, 60_000);
