/**
 * Runs every check and test of the project and adds them up. A check (type check, a linter) counts as one.
 * Arguments name the suites to run; without any, all but those `onRequest`: node tools/test.mjs [suite...]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const BUILD = resolve('.build');
const VENV = `${BUILD}/venv/bin`;
const REPORTS = `${BUILD}/reports`;

/** What takes as long as all the rest: notebooks and SQL on one Spark session, without a workspace around it. */
const OF_SPARK = ['test/notebooks', 'test/sql'];

/**
 * One after the other, those in a list of their own at once. Of each its name, its command, and for a test runner the
 * function that reads its counts.
 */
const SUITES = [
  { name: 'typecheck', command: ['node_modules/.bin/tsc', '--noEmit', '-p', '.'] },
  {
    name: 'typecheck-page',
    command: ['node_modules/.bin/tsc', '--noEmit', '-p', 'cli/open/page'],
  },
  { name: 'eslint', command: ['node_modules/.bin/eslint', '.'] },
  { name: 'prettier', command: ['node_modules/.bin/prettier', '--check', '--log-level=warn', '.'] },
  { name: 'ruff', command: [`${VENV}/ruff`, 'check', '-q', '.'] },
  { name: 'ruff-format', command: [`${VENV}/ruff`, 'format', '-q', '--check', '.'] },
  {
    name: 'sqlfluff',
    command: [`${VENV}/sqlfluff`, 'lint', '--disable-progress-bar', '-p', '2', 'sql'],
  },
  {
    name: 'jest',
    command: ['node_modules/.bin/jest', '--json', `--outputFile=${REPORTS}/jest.json`],
    counts: jestCounts,
  },
  // each has one Spark, which plans on one core for most of its time: together they take little more than one
  [
    pytest('pytest-spark', OF_SPARK),
    pytest('pytest-workspace', [...OF_SPARK.map((folder) => `--ignore=${folder}`), 'test']),
  ],
  // the long form of what pytest runs in short
  { ...pytest('faults', ['-s', 'test/faults']), onRequest: true },
];

function pytest(name, choice) {
  const report = `${REPORTS}/${name}.xml`;
  const options = ['--color=no', '--durations=10', `--junitxml=${report}`];
  return {
    name,
    command: [`${VENV}/python`, '-m', 'pytest', ...options, ...choice],
    counts: () => pytestCounts(report),
  };
}

function jestCounts() {
  const report = JSON.parse(readFileSync(`${REPORTS}/jest.json`, 'utf8'));
  const files = report.testResults.filter((file) => file.status === 'failed');
  const failures = files.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    const named = tests.map((test) => failure(test.fullName, test.failureMessages[0]));
    return named.length > 0 ? named : [failure(file.name, file.message)];
  });
  // a file that does not even load has no test to count, and has failed all the same
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    failures,
  };
}

function pytestCounts(file) {
  const report = readFileSync(file, 'utf8');
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(report)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const cases = report.matchAll(
    /<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g,
  );
  const failures = [...cases].map(([, file, name, message]) =>
    failure(`${file} ${name}`, message.replaceAll('&#10;', '\n').replaceAll('&quot;', '"')),
  );
  return { passed: count('tests') - failed - count('skipped'), failed, failures };
}

/** A test that failed and how its message begins: the whole stands where it failed, far above. */
function failure(name, message = '') {
  const [line] = message.trim().split('\n');
  return `${name}: ${line.slice(0, 300)}`;
}

/** The environment of every suite: no telemetry, the provider's mirror, our Python first. */
const env = {
  ...process.env,
  PATH: `${VENV}${delimiter}${process.env.PATH}`,
  CHECKPOINT_DISABLE: '1',
  TF_CLI_CONFIG_FILE: `${BUILD}/terraform/terraform.rc`,
  DATABRICKS_RATE_LIMIT: '1000',
  PYTHONDONTWRITEBYTECODE: '1',
  // what a test runner prints is seen when it prints it, though it goes through a pipe
  PYTHONUNBUFFERED: '1',
};
// tests make workspaces of their own: nothing of the caller's may lead them to another
for (const name of ['LAKEHOUSE_HOME', 'LAKEHOUSE_CATALOG', 'DATABRICKS_HOST', 'DATABRICKS_TOKEN']) {
  delete env[name];
}
delete env.LAKEHOUSE_REHEARSAL;
delete env.DATABRICKS_CONFIG_FILE;
delete env.DATABRICKS_CONFIG_PROFILE;

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exitCode = 130;
  });
}

/** Runs a suite, and shows what it prints: as it comes, or a line at a time where another runs beside it. */
async function run({ name, command, counts }, isAlone) {
  console.log(`==> ${name}`);
  const started = Date.now();
  const stdio = isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(command[0], command.slice(1), { env, stdio });
  children.add(child);
  for (const stream of isAlone ? [] : [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${name}: ${line}`));
  }
  const code = await new Promise((done, broken) => {
    child.on('close', (status) => done(status ?? 1));
    child.on('error', broken);
  });
  children.delete(child);
  let result = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (counts) {
    try {
      result = counts();
    } catch {
      result = { passed: 0, failed: 1 };
    }
    // a runner that fails without a failed test (a crash, no test found) has failed
    if (code !== 0 && result.failed === 0) result.failed = 1;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`    ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`);
  return result;
}

const wanted = process.argv.slice(2);
const known = SUITES.flat().map((suite) => suite.name);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  const names = known.join(', ');
  console.error(`error: a suite must be one of ${names}, got: ${unknown.join(', ')}`);
  process.exit(2);
}

const isWanted = ({ name, onRequest }) => (wanted.length > 0 ? wanted.includes(name) : !onRequest);

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const total = { passed: 0, failed: 0 };
const failures = [];
for (const step of SUITES) {
  if (process.exitCode) break;
  const suites = [step].flat().filter(isWanted);
  const results = await Promise.all(suites.map((suite) => run(suite, suites.length === 1)));
  for (const [i, result] of results.entries()) {
    total.passed += result.passed;
    total.failed += result.failed;
    const named = result.failures?.length ? result.failures : [suites[i].name];
    if (result.failed > 0) failures.push(...named);
  }
}
for (const each of failures) console.log(`failed: ${each}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode ||= total.failed > 0 ? 1 : 0;
