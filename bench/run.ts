/**
 * `make bench [BENCH="synth ingest"]`: runs the benchmarks one after the other, writes docs/reference/benchmarks.md, and adds the
 * results to docs/reference/benchmarks.csv. A benchmark that is not named keeps its section of the page.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { goalTable } from './goals';
import { markdown, type Report } from './report';
import { formatTrend, parseTrend, regressions, type Result, withReport } from './trend';

const PROJECT = resolve(__dirname, '..');
const PAGE = join(PROJECT, 'docs', 'reference', 'benchmarks.md');
const TREND = join(PROJECT, 'docs', 'reference', 'benchmarks.csv');
const MACHINE = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.versions.node}`;
const PYTHON = join(PROJECT, '.build/venv/bin/python');
const NODE = [process.execPath, '--import', 'tsx'] as const;

type Command = readonly [program: string, ...args: string[]];

const BENCHMARKS: Record<string, Command> = {
  setup: [...NODE, 'bench/setup.ts'],
  demo: [...NODE, 'bench/demo.ts'],
  synth: [...NODE, 'bench/synth.ts'],
  review: [...NODE, 'bench/review.ts'],
  deploy: [...NODE, 'bench/deploy.ts'],
  jobs: [...NODE, 'bench/jobs.ts'],
  compute: [...NODE, 'bench/compute.ts'],
  ingest: [PYTHON, 'bench/ingest.py'],
  modes: [PYTHON, 'bench/modes.py'],
  mapping: [PYTHON, 'bench/mapping.py'],
  history: [PYTHON, 'bench/history.py'],
  files: [PYTHON, 'bench/small_files.py'],
  layout: [PYTHON, 'bench/layout.py'],
  secured: [PYTHON, 'bench/secured_view.py'],
  dashboard: [...NODE, 'bench/dashboard.ts'],
  model: [PYTHON, 'bench/model.py'],
  serving: [PYTHON, 'bench/serving.py'],
};

function run(command: Command): Promise<Report> {
  const [program, ...args] = command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: '1',
        TF_CLI_CONFIG_FILE: join(PROJECT, '.build/terraform/terraform.rc'),
        PYTHONPATH: ['local', 'notebooks'].map((folder) => join(PROJECT, folder)).join(':'),
      },
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.on('close', (code) => {
      if (code !== 0) return failed(new Error(`${command.join(' ')} ended with ${code}`));
      done(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report);
    });
  });
}

/** Draws the picture of a report; the address of the picture, from the page. */
function draw(name: string, report: Report): string {
  const picture = `../images/bench-${name}.svg`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/picture.mjs'], {
    cwd: PROJECT,
    input: JSON.stringify(report),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the picture of ${name} could not be drawn: ${stderr}`);
  writeFileSync(join(dirname(PAGE), picture), stdout);
  return picture;
}

/** The sections of the page as it is, by the benchmark's name. */
function sections(): Map<string, string> {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const [, ...parts] = page.split(/^(?=<!-- [a-z]+ -->\n)/m);
  return new Map(
    parts.map((part): [string, string] => {
      const [, name = '', section = ''] = /^<!-- ([a-z]+) -->\n([^]*)$/.exec(part) ?? [];
      return [name, section];
    }),
  );
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: PROJECT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: failed, got ${stderr.trim()}`);
  return stdout.trim();
}

/** The commit that is checked out; what the benchmarks write into docs/ does not make it dirty. */
function checkedOut(): { commit: string; committedAt: string } {
  const [commit = '', seconds] = git('log', '-1', '--abbrev=10', '--format=%h %ct').split(' ');
  const changes = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!docs');
  const committedAt = new Date(Number(seconds) * 1000).toISOString().replace('.000', '');
  return { commit: changes === '' ? commit : `${commit}-dirty`, committedAt };
}

function trend(): Result[] {
  return existsSync(TREND) ? parseTrend(readFileSync(TREND, 'utf8')) : [];
}

/** Adds a report to the trend file, and prints regressions. */
function record(benchmark: string, report: Report): void {
  const run = { ...checkedOut(), benchmark, machine: MACHINE };
  const results = withReport(trend(), report, run);
  writeFileSync(TREND, formatTrend(results));
  for (const line of regressions(results, run)) console.error(`slower: ${line}`);
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    const known = Object.keys(BENCHMARKS).join(', ');
    throw new Error(`benchmark: unknown, got ${unknown.join(', ')}. Use one of ${known}`);
  }
  const page = sections();
  for (const [name, command] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`==> ${name}`);
    const report = await run(command);
    page.set(
      name,
      markdown(report, report.measures.some(({ shown }) => shown) && draw(name, report)),
    );
    console.log(page.get(name));
    record(name, report);
  }
  const body = Object.keys(BENCHMARKS)
    .filter((name) => page.has(name))
    .map((name) => `<!-- ${name} -->\n${page.get(name)}`);
  writeFileSync(
    PAGE,
    `# Benchmarks\n\nWritten by \`make bench\`; read the ratios, not the seconds. Last machine: ${MACHINE}.\nThe results by commit are in [benchmarks.csv](benchmarks.csv).\n\n${goalTable(trend())}\n${body.join('')}`,
  );
}

main().catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
