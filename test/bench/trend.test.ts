import { formatTrend, parseTrend, regressions, withReport } from '../../bench/trend';

const run = (commit: string) => ({
  commit,
  committedAt: '2026-11-28T17:00:00Z',
  benchmark: 'ingest',
  machine: '2 cores, 24 GiB, node 20.20.2',
});
const report = (ratio: number) => ({
  title: 'Ingest',
  baseline: 'read and parse',
  measures: [
    { what: 'read "and", parse', seconds: 0.2812, runs: 3, ratio: 1 },
    { what: '&nbsp;&nbsp;merge_reps', seconds: 6.514, runs: 3, ratio },
    { what: 'first round', seconds: 79.17, runs: 1 },
  ],
});
const counting = (count: number) => ({
  ...report(20),
  counts: [{ what: 'Spark jobs', count }],
});

describe('the trend of benchmarks', () => {
  it('has a row for each measure of a commit, and reads what it writes', () => {
    const results = withReport([], report(23.6), run('abc1234'));
    const csv = formatTrend(results);
    expect(csv).toBe(
      [
        'committedAt,commit,benchmark,what,seconds,count,ratio,runs,machine',
        '2026-11-28T17:00:00Z,abc1234,ingest,"read ""and"", parse",0.281,,1.00,3,"2 cores, 24 GiB, node 20.20.2"',
        '2026-11-28T17:00:00Z,abc1234,ingest,merge_reps,6.51,,23.60,3,"2 cores, 24 GiB, node 20.20.2"',
        '2026-11-28T17:00:00Z,abc1234,ingest,first round,79.2,,,1,"2 cores, 24 GiB, node 20.20.2"',
        '',
      ].join('\n'),
    );
    expect(parseTrend(csv)).toEqual(results);
    expect(parseTrend('')).toEqual([]);
  });

  it('replaces the results of the same commit and benchmark', () => {
    const first = withReport([], report(23.6), run('abc1234'));
    const again = withReport(first, report(20), run('abc1234'));
    expect(again.map(({ ratio }) => ratio)).toEqual(['1.00', '20.00', '']);
    expect(withReport(again, report(20), run('def5678'))).toHaveLength(6);
  });

  it('names a ratio that grew by more than a fifth since the commit before', () => {
    const before = withReport([], report(20), run('abc1234'));
    const slower = withReport(before, report(24.1), run('def5678'));
    expect(regressions(slower, run('def5678'))).toEqual([
      'ingest: merge_reps: 24.10x, before 20.00x (abc1234)',
    ]);
    expect(regressions(withReport(before, report(24), run('def5678')), run('def5678'))).toEqual([]);
    expect(regressions(before, run('abc1234'))).toEqual([]);
  });

  it('records counts, and names one that grew by more than a fifth', () => {
    const before = withReport([], counting(100), run('abc1234'));
    const csv = formatTrend(before);
    expect(csv).toContain('ingest,Spark jobs,,100,,1,');
    expect(parseTrend(csv)).toEqual(before);
    const more = withReport(before, counting(121), run('def5678'));
    expect(regressions(more, run('def5678'))).toEqual([
      'ingest: Spark jobs: 121, before 100 (abc1234)',
    ]);
    const equal = withReport(before, counting(120), run('def5678'));
    expect(regressions(equal, run('def5678'))).toEqual([]);
  });
});
