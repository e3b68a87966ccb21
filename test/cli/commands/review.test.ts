import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { lakehouse } from '../lakehouse';

const PLANS = resolve(__dirname, '../../review/plans');
const folder = mkdtempSync(join(tmpdir(), 'lakehouse-review-'));
const file = (name: string) => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));

describe('lakehouse review', () => {
  it('writes Markdown and JSON, and ends with 2 where a policy stops the plan', async () => {
    const plan = join(PLANS, 'dangerous.json');
    const args = ['--env', 'local', '--out', file('a.md'), '--json', file('a.json')];
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
    expect(stdout).toContain('overridden: the file only moved');
  }, 30_000);

  it('writes several formats in one run', async () => {
    const plan = join(PLANS, 'dangerous.json');
    const outputs = ['sarif', 'junit'].flatMap((one) => ['--format', one, '--out', file(one)]);
    const { code, stdout, stderr } = await lakehouse(['review', plan, ...outputs]);
    expect([code, stdout, stderr]).toEqual([2, '', '']);
    expect(JSON.parse(readFileSync(file('sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(file('junit'), 'utf8')).toMatch(/^<\?xml /);
    const mixed = await lakehouse(['review', plan, '--format', 'sarif', '--format', 'json']);
    expect([mixed.code, mixed.stderr]).toEqual([
      1,
      'error: --out: each --format needs one file, got 2 formats and 0 files. Add --format or --out\n',
    ]);
  }, 60_000);

  it('applies the policies of a folder, and stops at a broken one', async () => {
    const [good, bad] = [file('good'), file('bad')];
    for (const folder of [good, bad]) mkdirSync(folder);
    const policy = `{ name: 'no-jobs', severity: 'block', rule: 'no jobs', repair: 'Remove it.',
      check: ({ changes }) => changes.filter(({ type }) => type === 'databricks_job')
        .map(({ address }) => ({ address, message: 'is a job' })) }`;
    writeFileSync(join(good, 'no-jobs.ts'), `export const noJobs = ${policy};\n`);
    writeFileSync(join(bad, 'broken.ts'), 'export const broken = {');
    const plan = join(PLANS, 'changed-files.json');
    const run = (folder: string) => lakehouse(['review', plan, '--policies', folder]);
    const job = join(PLANS, 'dangerous.json');
    const [passed, stopped, broken] = await Promise.all([
      lakehouse(['review', job, '--policies', good]),
      run(join(folder, 'none')),
      run(bad),
    ]);
    expect(passed.stdout).toContain('`no-jobs` | is a job');
    expect([stopped.code, stopped.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: policies: the folder is not readable, got .*ENOENT/),
    ]);
    expect([broken.code, broken.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: .*broken\.ts: the policy does not load, got [^\n]*\n$/),
    ]);
  }, 60_000);

  it('ends with 1 and one line where there is nothing that can be reviewed', async () => {
    writeFileSync(file('plan.tfplan'), 'PK\u0003\u0004');
    const ends = (...args: string[]) => lakehouse(['review', ...args]);
    const results = await Promise.all([
      ends(file('none.json')),
      ends(file('plan.tfplan')),
      ends(join(PLANS, 'dangerous.json'), '--env', 'prod'),
      ends(join(PLANS, 'dangerous.json'), '--env', 'nowhere'),
      ends(join(PLANS, 'dangerous.json'), '--base', '--output=x'),
    ]);
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map(() => [1, '']));
    expect(results.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^error: plan: not a readable file, got .*ENOENT/),
      expect.stringMatching(/plan\.json` turns it into JSON\)\n$/),
      expect.stringMatching(
        /with the catalog lakehouse_prod \(prod\), got the catalog lakehouse_local/,
      ),
      expect.stringMatching(/--env: not one of local, dev, staging, prod, got nowhere/),
      expect.stringMatching(/--base: not a commit of the repository .*, got --output=x\n$/),
    ]);
  }, 60_000);
});
