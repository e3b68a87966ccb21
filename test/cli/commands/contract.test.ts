import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FEEDS, TABLES } from '../../../contracts';
import { lakehouse } from '../lakehouse';

describe('contract', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'contract-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('exports one contract to standard output, and imports it from a file', async () => {
    const { stdout, stderr, code } = await lakehouse(['contract', 'export', 'silver.deals']);
    expect([code, stderr]).toEqual([0, '']);
    const file = join(folder, 'deals.yaml');
    writeFileSync(file, stdout);
    const imported = await lakehouse(['contract', 'import', file]);
    expect([imported.code, imported.stderr]).toEqual([0, '']);
    expect(imported.stdout).toContain("export const deals = defineTable({\n  schema: 'silver',\n");
  });

  it('exports all to a folder, and overwrites none without --force', async () => {
    const first = await lakehouse(['contract', 'export', '--out', folder, '--json']);
    const count = FEEDS.length + TABLES.length;
    expect([first.code, first.stderr]).toEqual([0, `Wrote ${count} files to ${folder}\n`]);
    expect(readdirSync(folder)).toHaveLength(count);
    const file = join(folder, 'landing.deals.odcs.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'landing.deals' });
    const again = await lakehouse(['contract', 'export', 'deals', '--out', folder, '--json']);
    expect([again.code, again.stderr]).toEqual([
      1,
      `error: ${folder}: files exist, got landing.deals.odcs.json. Use --force to overwrite them\n`,
    ]);
  });

  it.each<[string, string[], RegExp]>([
    [
      'an unknown name',
      ['export', 'silver.orders'],
      /^error: contract: no table or feed, got silver/,
    ],
    ['no name and no folder', ['export'], /^error: contract: no name, got none. Specify a table/],
    [
      'a missing file',
      ['import', '/nonexistent'],
      /^error: contract: not readable, got \/nonexistent/,
    ],
  ])('refuses %s', async (_case, args, message) => {
    const { code, stderr } = await lakehouse(['contract', ...args]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  it.each([
    ['text that is not YAML', 'a: [1', /^error: contract: not YAML, got /],
    ['an empty file', '', /^error: contract: no document, got /],
    [
      'fields that contracts do not have, one a line',
      'apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1\nstatus: x\nteam: {name: y}\n',
      /^error: contract: 4 problems, got .*:\n {2}`version`: not a text, got 1\n/,
    ],
  ])('refuses %s', async (_case, text, message) => {
    const file = join(folder, 'x.yaml');
    writeFileSync(file, text);
    const { code, stdout, stderr } = await lakehouse(['contract', 'import', file]);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
  });
});
