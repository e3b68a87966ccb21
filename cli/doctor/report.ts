/** Results of the checks, as text and as JSON. */
import { Report } from './check';

const MARKS: Readonly<Record<Report['status'], string>> = {
  ok: 'ok  ',
  warn: 'warn',
  fail: 'FAIL',
  skip: '-   ',
};

/** A line for each check, and below those that are not well what to do. */
export function describe(reports: readonly Report[]): string {
  const width = Math.max(...reports.map(({ name }) => name.length));
  const lines = reports.flatMap(({ name, status, detail, remedy }) => [
    `${MARKS[status]}  ${name.padEnd(width)}  ${detail.replace(/\s+/g, ' ')}`,
    ...(remedy ? [`${' '.repeat(6 + width)}  -> ${remedy}`] : []),
  ]);
  return [...lines, summary(reports)].join('\n');
}

function summary(reports: readonly Report[]): string {
  const count = (status: Report['status']): number =>
    reports.filter((one) => one.status === status).length;
  return `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed, ${count('skip')} not asked`;
}
