/** Goals of the benchmarks, compared with the latest results of the trend file. */
import type { Result } from './trend';

/** A limit on a measure of a benchmark. */
export interface Goal {
  readonly what: string;
  /** The value before the work on speed. */
  readonly before: string;
  readonly limit: number;
  readonly unit: 'seconds' | 'ratio' | 'count';
  readonly benchmark: string;
  /** Start of the name of the measure. @default - no benchmark measures the goal */
  readonly measure?: string;
  /** Start of the name of the measure that it is divided by. @default - the baseline of the benchmark */
  readonly dividedBy?: string;
  /** The reason for the result, or for a missing one. */
  readonly reason: string;
}

const SECURED = '1,000,000 calls,';
const VIEW = 'gold.conversation_details';
const TUTORIAL = "signals: the tutorial's pipeline";

export const GOALS: readonly Goal[] = [
  {
    what: 'the next 1,017 calls against the tutorial, 100,000 signals of history',
    before: '2.7x',
    limit: 1,
    unit: 'ratio',
    benchmark: 'history',
    measure: '100,000 signals: landing to gold',
    dividedBy: `100,000 ${TUTORIAL}`,
    reason:
      'two thirds are the merge into silver, a third is gold; quarantine, payloads, order by time and the change feed are work that the tutorial leaves out',
  },
  {
    what: 'the same, 10,000,000 signals of history',
    before: '1.14x',
    limit: 0.5,
    unit: 'ratio',
    benchmark: 'history',
    measure: '10,000,000 signals: landing to gold',
    dividedBy: `10,000,000 ${TUTORIAL}`,
    reason:
      'the tutorial recomputes all of gold, the merge reads touched months alone; 14 of 22 s are the merge into silver, which does not grow with history',
  },
  {
    what: '`run ingest --wait`, 60 new documents, cluster stopped',
    before: '126 s',
    limit: 40,
    unit: 'seconds',
    benchmark: 'jobs',
    measure: 'ingest, cluster stopped',
    reason:
      'half of the processor time is the compilation and loading of Java classes, as a warm run takes 69 s of it and a cold one 122 s',
  },
  {
    what: 'the same, cluster running',
    before: '-',
    limit: 15,
    unit: 'seconds',
    benchmark: 'jobs',
    measure: 'ingest, cluster running',
    reason:
      'some 200 Spark jobs and the plans of their queries; a run without new documents takes 14 s',
  },
  {
    what: 'governance job',
    before: '60 s',
    limit: 15,
    unit: 'seconds',
    benchmark: 'jobs',
    measure: 'governance, nothing changed',
    reason:
      'without changes, 14.8 s at 3132e9ae89; a first run creates functions, views and constraints in 39 s',
  },
  {
    what: 'ten deliveries: last third against first',
    before: '1.5x',
    limit: 1.1,
    unit: 'ratio',
    benchmark: 'files',
    measure: 'last third',
    reason:
      'each delivery adds two files to each table, until maintenance compacts them, and lengthens the logs that Delta lists',
  },
  ...(
    [
      ['reviewer who reads texts, counts', '1.09x'],
      ['reviewer who reads texts, texts', '1.42x'],
      ['manager of a team, counts', '2.51x'],
    ] as const
  ).map(([query, before]): Goal => ({
    what: `secured view on 1,000,000 calls: ${query}`,
    before,
    limit: 1.15,
    unit: 'ratio',
    benchmark: 'secured',
    measure: `${SECURED} ${query}: ${VIEW}`,
    reason: 'the view adds 0.2 to 0.4 s of planning to each query, of 1,017 calls as of 1,000,000',
  })),
  {
    what: 'dashboard: first load of "Rep scores" on the real calls',
    before: '5 to 18 s',
    limit: 4,
    unit: 'seconds',
    benchmark: 'dashboard',
    measure: 'Rep scores: 47,814 signals',
    reason:
      'each widget is a query whose planning takes longer than its scan, and a page sends all of its queries at once to two cores',
  },
  ...(
    [
      ['signals of one call, in a quarter', 5, '0.05x'],
      ['of one deal, in a quarter', 19, '0.12x'],
      ['of one rep, in a month', 13, '0.40x'],
    ] as const
  ).map(([query, files, zorder]): Goal => ({
    what: `10,000,000 signals on an object store, liquid clustering against as landed: ${query}`,
    before: '-',
    limit: 0.2,
    unit: 'ratio',
    benchmark: 'layout',
    measure: `10,000,000: ${query}, object store, cold: liquid clustering`,
    reason: `reads ${files} of 42 files, goal 3; ids of calls are random, so that clusters by call and time share files; ZORDER BY alone: ${zorder}`,
  })),
  {
    what: 'deploy without a change, against `terraform plan`',
    before: '2.47x',
    limit: 1.3,
    unit: 'ratio',
    benchmark: 'deploy',
    measure: 'lakehouse deploy, no change',
    reason: '`lakehouse deploy` does not start the cdktf command line; synthesis and review remain',
  },
  {
    what: 'synth of one environment, against `terraform validate`',
    before: '1.58x',
    limit: 1.2,
    unit: 'ratio',
    benchmark: 'synth',
    measure: 'synth of one environment',
    reason: 'without stack traces, source maps and copies of the stack',
  },
  {
    what: '`make demo` from a fresh clone',
    before: '850 s',
    limit: 360,
    unit: 'seconds',
    benchmark: 'demo',
    measure: 'make demo from a fresh clone',
    reason: 'the package managers of the machine had the packages in their caches',
  },
  {
    what: '`make demo` again',
    before: '300 s',
    limit: 120,
    unit: 'seconds',
    benchmark: 'demo',
    measure: 'make demo again',
    reason:
      'nothing is installed, deployed or ingested again; one call of Terraform and two jobs remain',
  },
  ...(
    [
      ['`make test`, warm', '2,460 s', 720, 'not timed'],
      ['`make test` from a fresh clone in CI', '3,300 s', 1080, '4,459 s at 3f19c3703e'],
    ] as const
  ).map(([what, before, limit, timed]): Goal => ({
    what,
    before,
    limit,
    unit: 'seconds',
    benchmark: '',
    reason: `no benchmark: ${timed}; the tests doubled in number since the first figure`,
  })),
  {
    what: 'documents of a vendor, against the shape of the feed',
    before: '-',
    limit: 1.3,
    unit: 'ratio',
    benchmark: 'mapping',
    measure: 'documents of Gong',
    reason:
      'a document is read by Python, and its call is parsed as one in the shape of the feed is',
  },
  ...(
    [
      ['Spark jobs', 213],
      ['SQL executions', 269],
      ['Delta commits', 14],
      ['streaming queries', 9],
    ] as const
  ).map(([what, before]): Goal => ({
    what: `${what} of one ingest run`,
    before: String(before),
    limit: Math.ceil(before / 3),
    unit: 'count',
    benchmark: 'ingest',
    measure: what,
    reason:
      'one streaming query for each feed and one for gold; most executions are the questions of MERGE and of streams to Delta logs of a few files',
  })),
];

interface Latest {
  readonly value: number;
  readonly commit: string;
}

/** Returns the latest value of a goal; undefined if no run measured it. */
function latest(goal: Goal, results: readonly Result[]): Latest | undefined {
  const { benchmark, measure, dividedBy, unit } = goal;
  if (measure === undefined) return undefined;
  const named = (start: string, commit?: string) =>
    results
      .filter((one) => one.benchmark === benchmark && one.what.startsWith(start))
      .filter((one) => commit === undefined || one.commit === commit)
      .at(-1);
  const found = named(measure);
  if (found === undefined) return undefined;
  const { commit, seconds } = found;
  if (dividedBy === undefined) return { value: Number(found[unit]), commit };
  // both of one commit: a ratio of two machines says nothing
  const base = named(dividedBy, commit);
  return base && { value: Number(seconds) / Number(base.seconds), commit };
}

function shown(value: number, unit: Goal['unit']): string {
  if (unit === 'ratio') return `${value.toFixed(2)}x`;
  return `${value.toLocaleString('en')}${unit === 'seconds' ? ' s' : ''}`;
}

/** Returns the outcome of a value: met or missed, and the distance from the limit. */
function outcome(value: number, limit: number): string {
  const percent = Math.round(Math.abs(value / limit - 1) * 100);
  return value <= limit ? `met, ${percent}% below` : `missed by ${percent}%`;
}

/** Returns the table of goals as Markdown. */
export function goalTable(results: readonly Result[], goals: readonly Goal[] = GOALS): string {
  const rows = goals.map((goal) => {
    const found = latest(goal, results);
    const cells = [
      goal.what,
      goal.before,
      shown(goal.limit, goal.unit),
      found ? `${shown(found.value, goal.unit)} (${found.commit})` : '-',
      found ? outcome(found.value, goal.limit) : 'not measured',
      goal.reason,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '## Goals',
    'The results are the latest of [benchmarks.csv](benchmarks.csv) for each goal, with the measured commit.',
    '',
    '| what | before | goal, at most | latest | outcome | why |',
    '| --- | ---: | ---: | ---: | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
