import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Goal, GOALS, goalTable } from '../../bench/goals';
import { parseTrend, type Result } from '../../bench/trend';

const DOCS = join(__dirname, '..', '..', 'docs', 'reference');

const result = (what: string, seconds: number, commit = 'a', ratio = ''): Result => ({
  committedAt: '2026-01-01T00:00:00Z',
  commit,
  benchmark: 'files',
  what,
  seconds: String(seconds),
  count: '',
  ratio,
  runs: '1',
  machine: 'one',
});

const goal = (more: Partial<Goal>): Goal => ({
  what: 'deliveries',
  before: '9 s',
  limit: 10,
  unit: 'seconds',
  benchmark: 'files',
  measure: 'last third',
  reason: 'few files',
  ...more,
});

const row = (results: Result[], more: Partial<Goal> = {}): string =>
  goalTable(results, [goal(more)])
    .trimEnd()
    .split('\n')
    .at(-1)!;

describe('goalTable', () => {
  it('reports a goal that is met, and by how much', () => {
    expect(row([result('last third', 8)])).toBe(
      '| deliveries | 9 s | 10 s | 8 s (a) | met, 20% below | few files |',
    );
  });

  it('reports a goal that is missed by the latest result, and by how much', () => {
    expect(row([result('last third', 8), result('last third', 15, 'b')])).toBe(
      '| deliveries | 9 s | 10 s | 15 s (b) | missed by 50% | few files |',
    );
  });

  it('divides results of one commit only', () => {
    const ratio = { unit: 'ratio', limit: 1.1, dividedBy: 'first third' } as const;
    const first = [result('first third', 10), result('last third', 12)];
    expect(row(first, ratio)).toContain('| 1.10x | 1.20x (a) | missed by 9% |');
    expect(row([...first, result('last third', 10, 'b')], ratio)).toContain('| not measured |');
  });

  it('takes the ratio of the benchmark without a divisor', () => {
    const own = { unit: 'ratio', limit: 1.1 } as const;
    expect(row([result('last third', 12, 'a', '1.05')], own)).toContain(
      '| 1.05x (a) | met, 5% below |',
    );
  });

  it('compares a count', () => {
    const counted = { ...result('last third', 0), seconds: '', count: '1200' };
    expect(row([counted], { unit: 'count', limit: 1000 })).toContain(
      '| 1,000 | 1,200 (a) | missed by 20% |',
    );
  });

  it('reports a goal without a result as not measured', () => {
    expect(row([])).toContain('| 10 s | - | not measured |');
    expect(row([result('last third', 8)], { measure: undefined })).toContain('| not measured |');
  });
});

describe('docs/reference/benchmarks.md', () => {
  it('has the table of goals with the results of the trend file', () => {
    const trend = parseTrend(readFileSync(join(DOCS, 'benchmarks.csv'), 'utf8'));
    expect(readFileSync(join(DOCS, 'benchmarks.md'), 'utf8')).toContain(goalTable(trend, GOALS));
  });
});
