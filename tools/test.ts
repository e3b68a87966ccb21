/**
 * Runs every check and test of the project, and adds them up. A check (type check, a linter) counts as one.
 *   node --import tsx tools/test.ts [--long] [suite...]
 * Without a suite, all run. `--long` runs the long forms of the tests that have one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import {
  jestOutcome,
  type Outcome,
  pytestOutcome,
  slowestLines,
  type TestTime,
} from './test-reports';

const BUILD = resolve('.build');
const VENV = `${BUILD}/venv/bin`;
const REPORTS = `${BUILD}/reports`;
const SLOWEST = 20;
/** A test of the short forms that takes longer hangs: it fails, and the others go on. */
const SECONDS_OF_A_TEST = 1200;
/** Suites of one step that run at the same time. */
const AT_ONCE = 2;

type Command = readonly [program: string, ...args: string[]];

interface Suite {
  readonly name: string;
  readonly command: Command;
  /** Reads the report of a test runner. @default - the suite is a check, and counts as one */
  readonly outcome?: () => Outcome;
  /** Runs only when it is named. @default false */
  readonly onRequest?: boolean;
}

const check = (name: string, ...command: Command): Suite => ({ name, command });
const local = (tool: string) => `node_modules/.bin/${tool}`;

/** One step after the other; the longest suite of a step first. */
const STEPS: readonly (readonly Suite[])[] = [
  [
    check('typecheck', local('tsc'), '--noEmit', '-p', '.'),
    check('eslint', local('eslint'), '.'),
    check('types', 'npm', 'run', '--silent', 'types'),
    check('prettier', local('prettier'), '--check', '--log-level=warn', '.'),
    check('dependencies', 'npm', 'run', '--silent', 'dependencies'),
    check('sqlfluff', `${VENV}/sqlfluff`, 'lint', '--disable-progress-bar', 'sql', 'tools/demo'),
    check('typecheck-page', local('tsc'), '--noEmit', '-p', 'cli/open/page'),
    check('ruff', `${VENV}/ruff`, 'check', '-q', '.'),
    check('imports', 'npm', 'run', '--silent', 'imports'),
    check('prose', 'npm', 'run', '--silent', 'prose'),
    check('ruff-format', `${VENV}/ruff`, 'format', '-q', '--check', '.'),
  ],
  [
    {
      name: 'jest',
      command: [local('jest'), '--json', `--outputFile=${REPORTS}/jest.json`],
      outcome: () => jestOutcome(readFileSync(`${REPORTS}/jest.json`, 'utf8'), resolve('.')),
    },
  ],
  // two workers, each with a Spark: test/scheduling.py hands out the files
  [pytest('pytest', '-n', '2', 'test')],
  [{ ...pytest('faults', '-s', 'test/faults'), onRequest: true }],
];

function pytest(name: string, ...options: string[]): Suite {
  const report = `${REPORTS}/${name}.xml`;
  return {
    name,
    command: [`${VENV}/python`, '-m', 'pytest', '--color=no', `--junitxml=${report}`, ...options],
    outcome: () => pytestOutcome(readFileSync(report, 'utf8')),
  };
}

/** The environment of every suite: no telemetry, the provider's mirror, the project's Python first. */
function environment(isLong: boolean): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${VENV}${delimiter}${process.env.PATH}`,
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: `${BUILD}/terraform/terraform.rc`,
    DATABRICKS_RATE_LIMIT: '1000',
    PYTHONDONTWRITEBYTECODE: '1',
    // a pipe must not hold back what a test runner prints
    PYTHONUNBUFFERED: '1',
  };
  // tests start their own workspaces: the caller's settings must not lead them to another
  for (const name of [
    'LAKEHOUSE_HOME',
    'LAKEHOUSE_CATALOG',
    'LAKEHOUSE_REHEARSAL',
    'LAKEHOUSE_TEST_LONG',
    'DATABRICKS_HOST',
    'DATABRICKS_TOKEN',
    'DATABRICKS_CONFIG_FILE',
    'DATABRICKS_CONFIG_PROFILE',
  ]) {
    delete env[name];
  }
  return isLong
    ? { ...env, LAKEHOUSE_TEST_LONG: '1' }
    : { ...env, PYTEST_TIMEOUT: String(SECONDS_OF_A_TEST) };
}

const children = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // test runners write their report when they are interrupted, not when they are ended
    for (const child of children) child.kill(process.exitCode ? signal : 'SIGINT');
    process.exitCode = 130;
  });
}

/** Runs a suite; with another beside it, each line of its output begins with its name. */
async function run(suite: Suite, env: NodeJS.ProcessEnv, isAlone: boolean): Promise<Outcome> {
  const { name, command } = suite;
  const [program, ...args] = command;
  console.log(`==> ${name}`);
  const started = Date.now();
  const child = spawn(program, args, {
    env,
    stdio: isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', (line) => console.log(`${name}: ${line}`));
  }
  const code = await new Promise<number>((done, broken) => {
    child.on('close', (status) => done(status ?? 1));
    child.on('error', broken);
  });
  children.delete(child);
  const outcome = outcomeOf(suite, code);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`    ${name}: ${outcome.passed} passed, ${outcome.failed} failed in ${seconds} s`);
  return outcome;
}

function outcomeOf({ name, outcome }: Suite, code: number): Outcome {
  const failed: Outcome = { passed: 0, failed: 1, failures: [name], times: [] };
  if (!outcome) return code === 0 ? { passed: 1, failed: 0, failures: [], times: [] } : failed;
  let found: Outcome;
  try {
    found = outcome();
  } catch {
    return failed;
  }
  // a runner that fails without a failed test (a crash, no test found) has failed
  return code !== 0 && found.failed === 0 ? { ...found, failed: 1, failures: [name] } : found;
}

/** Runs the suites of a step, `AT_ONCE` at a time. */
async function runStep(suites: readonly Suite[], env: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const waiting = [...suites];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let suite = waiting.shift(); suite && !process.exitCode; suite = waiting.shift()) {
      outcomes.push(await run(suite, env, suites.length === 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

async function main(wanted: readonly string[], isLong: boolean): Promise<void> {
  const known = STEPS.flat().map(({ name }) => name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`error: suite: not known, got ${unknown.join(', ')}. Use ${known.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const env = environment(isLong);
  const outcomes: Outcome[] = [];
  for (const step of STEPS) {
    const suites = step.filter(({ name, onRequest }) =>
      wanted.length > 0 ? wanted.includes(name) : !onRequest,
    );
    outcomes.push(...(await runStep(suites, env)));
    if (process.exitCode) break;
  }
  const times: TestTime[] = outcomes.flatMap((one) => one.times);
  for (const line of slowestLines(times, SLOWEST)) console.log(line);
  for (const line of outcomes.flatMap((one) => one.failures)) console.log(`failed: ${line}`);
  const sum = (of: 'passed' | 'failed') => outcomes.reduce((total, one) => total + one[of], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode ||= sum('failed') > 0 ? 1 : 0;
}

const { values, positionals } = parseArgs({
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
main(positionals, values.long).catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
