import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DailyFile, FLUSH_MILLISECONDS } from '../../../../../local/api/core/audit/daily-file';

describe('a file a day', () => {
  let folder: string;
  let failures: Array<[string, number]>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    failures = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = () =>
    new DailyFile(folder, 365, (error, lost) =>
      failures.push([(error as NodeJS.ErrnoException).code!, lost]),
    );
  const content = (name: string) => readFileSync(join(folder, name), 'utf8');

  test('keeps the order of lines, and starts a file at midnight', async () => {
    const file = open();
    file.append('2026-01-31', 'a');
    file.append('2026-01-31', 'b');
    file.append('2026-02-01', 'c');
    await file.flush();
    expect(content('2026-01-31.json')).toBe('a\nb\n');
    expect(content('2026-02-01.json')).toBe('c\n');
  });

  test('writes by itself, soon', async () => {
    open().append('2026-01-31', 'a');
    expect(readdirSync(folder)).toEqual([]);
    await new Promise((done) => setTimeout(done, 3 * FLUSH_MILLISECONDS));
    expect(content('2026-01-31.json')).toBe('a\n');
  });

  test('keeps what the disk does not take, and says so', async () => {
    const file = open();
    mkdirSync(join(folder, '2026-01-31.json'));
    file.append('2026-01-31', 'a');
    await file.flush();
    expect(failures).toEqual([['EISDIR', 0]]);
    rmSync(join(folder, '2026-01-31.json'), { recursive: true });
    file.append('2026-01-31', 'b');
    await file.flush();
    expect(content('2026-01-31.json')).toBe('a\nb\n');
  });

  test('removes what is older than a year, and nothing else', () => {
    const day = (age: number) =>
      new Date(Date.now() - age * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const names = [`${day(366)}.json`, `${day(364)}.json`, '2001-01-01.txt'];
    for (const name of names) writeFileSync(join(folder, name), '');
    open();
    expect(readdirSync(folder).sort()).toEqual([`${day(364)}.json`, '2001-01-01.txt'].sort());
  });
});
