import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { lakehouse } from './lakehouse';

const PLANS = resolve(__dirname, '../review/plans');
const folder = mkdtempSync(join(tmpdir(), 'lakehouse-review-'));
const file = (name: string) => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));

describe('lakehouse review', () => {
  it('writes Markdown and JSON, and ends with 2 where a policy stops the plan', async () => {
    const plan = join(PLANS, 'dangerous.json');
    const args = ['--environment', 'local', '--out', file('a.md'), '--json', file('a.json')];
    const { code, stdout, stderr } = await lakehouse(['review', plan, ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', '']);
    expect(readFileSync(file('a.md'), 'utf8')).toMatch(
      /^## Plan of `local`: \*\*2 destroyed\*\*, \*\*7 changed\*\*, \*\*1 created\*\*\n\n⛔ \*\*Blocked\*\*/,
    );
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({
      version: 1,
      blocked: true,
      summary: { delete: 2, update: 7, create: 1 },
    });
  }, 30_000);

  it('ends with 0 where what is found is overridden', async () => {
    const args = ['--override', 'masks-removed=the file only moved'];
    const plan = join(PLANS, 'changed-files.json');
    const { code, stdout } = await lakehouse(['review', plan, ...args]);
    expect(code).toBe(0);
    expect(stdout).toContain('let pass: the file only moved');
  }, 30_000);

  it('ends with 1 and one line where there is nothing that can be reviewed', async () => {
    writeFileSync(file('plan.tfplan'), 'PK\u0003\u0004');
    const ends = (...args: string[]) => lakehouse(['review', ...args]);
    const results = await Promise.all([
      ends(file('none.json')),
      ends(file('plan.tfplan')),
      ends(join(PLANS, 'dangerous.json'), '--environment', 'prod'),
      ends(join(PLANS, 'dangerous.json'), '--environment', 'nowhere'),
      ends(join(PLANS, 'dangerous.json'), '--base', '--output=x'),
    ]);
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map(() => [1, '']));
    expect(results.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^error: the plan must be a file that can be read, got: .*ENOENT/),
      expect.stringMatching(/plan\.json` turns it into JSON\)\n$/),
      expect.stringMatching(/with the catalog lakehouse_prod \(prod\), got: the catalog spark_cat/),
      expect.stringMatching(/--environment must be one of local, dev, staging, prod, got: nowhere/),
      expect.stringMatching(/--base must be a commit that git knows in .*, got: --output=x\n$/),
    ]);
  }, 60_000);
});
