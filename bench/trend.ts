/** Results of benchmarks by commit, as CSV: one row for each measure and each count. */
import type { Report } from './report';

export interface Result {
  /** `YYYY-MM-DDTHH:MM:SSZ`, of the commit. */
  readonly committedAt: string;
  /** The abbreviated commit, with `-dirty` if files differed from it. */
  readonly commit: string;
  readonly benchmark: string;
  readonly what: string;
  /** Empty for a count. */
  readonly seconds: string;
  /** Empty for a measure. */
  readonly count: string;
  /** To the baseline of the same run; empty without one. */
  readonly ratio: string;
  readonly runs: string;
  readonly machine: string;
}

const COLUMNS = [
  'committedAt',
  'commit',
  'benchmark',
  'what',
  'seconds',
  'count',
  'ratio',
  'runs',
  'machine',
] as const;

/** A ratio this much above the one of the commit before is a regression; less is noise. */
const TOLERANCE = 1.2;

/** The results in a trend file; none in an empty one. */
export function parseTrend(csv: string): Result[] {
  const [, ...lines] = csv.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
    );
    return Object.fromEntries(COLUMNS.map((name, i) => [name, fields[i]])) as unknown as Result;
  });
}

/** The trend file of results. */
export function formatTrend(results: readonly Result[]): string {
  const quoted = (value: string) =>
    /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = results.map((result) => COLUMNS.map((name) => quoted(result[name])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

const plain = (what: string): string => what.replaceAll('&nbsp;', '').trim();

/** The results with those of a report, in place of earlier ones of the same commit and benchmark. */
export function withReport(
  results: readonly Result[],
  report: Report,
  run: Pick<Result, 'committedAt' | 'commit' | 'benchmark' | 'machine'>,
): Result[] {
  const kept = results.filter(
    ({ commit, benchmark }) => commit !== run.commit || benchmark !== run.benchmark,
  );
  const measured = report.measures.map(({ what, seconds, ratio, runs }) => ({
    ...run,
    what: plain(what),
    seconds: seconds.toPrecision(3),
    count: '',
    ratio: ratio?.toFixed(2) ?? '',
    runs: String(runs),
  }));
  const counted = (report.counts ?? []).map(({ what, count }) => ({
    ...run,
    what: plain(what),
    seconds: '',
    count: String(count),
    ratio: '',
    runs: '1',
  }));
  return [...kept, ...measured, ...counted];
}

/** One line for each ratio or count of a commit that is a regression to the commit measured before. */
export function regressions(
  results: readonly Result[],
  { commit, benchmark }: Pick<Result, 'commit' | 'benchmark'>,
): string[] {
  const value = ({ ratio, count }: Result): string => (ratio === '' ? count : `${ratio}x`);
  const of = results.filter((result) => result.benchmark === benchmark && value(result) !== '');
  return of
    .filter((result) => result.commit === commit)
    .flatMap((now) => {
      const before = of.filter((one) => one.what === now.what && one.commit !== commit).at(-1);
      if (!before || parseFloat(value(now)) <= parseFloat(value(before)) * TOLERANCE) return [];
      return `${benchmark}: ${now.what}: ${value(now)}, before ${value(before)} (${before.commit})`;
    });
}
