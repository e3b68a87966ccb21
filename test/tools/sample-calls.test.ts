import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { DEFECTS } from '../../tools/sample-calls/defects';
import { landingZone } from '../../tools/sample-calls/landing-zone';

const PROJECT = resolve(__dirname, '../..');
const COMMAND = ['--import', 'tsx', join(PROJECT, 'tools/sample-calls.ts')];

describe('landingZone', () => {
  test('the same seed gives the same bytes, another seed others', () => {
    const bodies = (seed: number) => landingZone(60, seed).files.map((f) => [f.path, f.body]);
    expect(bodies(7)).toEqual(bodies(7));
    expect(bodies(8)).not.toEqual(bodies(7));
  });

  test('has every kind of defect, in its share of calls', () => {
    const { kinds } = landingZone(300, 7).manifest;
    for (const [kind, { share }] of Object.entries(DEFECTS)) {
      expect([kind, kinds[kind]]).toEqual([kind, Math.round(300 * share)]);
    }
  });

  test('no two files have one path, and every call has one', () => {
    const { files } = landingZone(300, 7);
    const paths = files.map((f) => f.path);
    expect(new Set(paths).size).toBe(paths.length);
    const plain = paths.filter((p) => /\/call-\d{8}-\d{5}\.json$/.test(p));
    expect(plain).toHaveLength(300);
  });

  test('counts the documents that it lands', () => {
    const { files, manifest } = landingZone(300, 7);
    const below = (folder: string) => files.filter((f) => f.path.startsWith(`${folder}/`));
    const lines = (folder: string) =>
      below(folder).reduce((n, f) => n + f.body.split('\n').length - 1, 0);
    expect(manifest.expected).toMatchObject({
      'bronze.conversations_raw': below('conversations').length,
      'bronze.deals_raw': lines('deals'),
      'bronze.reps_raw': lines('reps'),
    });
  });

  test('its calls are spread over teams, months, reps and two scoring versions', () => {
    const { files } = landingZone(300, 7);
    const plain = files
      .filter((f) => /\/call-\d{8}-\d{5}\.json$/.test(f.path))
      .flatMap((f) => {
        try {
          return [JSON.parse(f.body)];
        } catch {
          return [];
        }
      });
    const distinct = (of: (call: (typeof plain)[number]) => string) => new Set(plain.map(of)).size;
    expect(plain.length).toBeGreaterThan(290);
    expect(distinct((c) => c.call.call_timestamp.slice(0, 7))).toBe(4);
    expect(distinct((c) => c.call.rep_id)).toBeGreaterThanOrEqual(20);
    expect(
      distinct((c) =>
        c.evaluations.map((e: { scoring_version: string }) => e.scoring_version).join(),
      ),
    ).toBe(1);
    const reps = files
      .find((f) => f.path === 'reps/reps.jsonl')!
      .body.trim()
      .split('\n');
    expect(new Set(reps.map((line) => JSON.parse(line).team_id)).size).toBe(4);
  });
});

describe('sample-calls', () => {
  let out: string;
  beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'sample-calls-'))));
  afterEach(() => rmSync(out, { recursive: true }));

  test('writes the files and ends with the manifest', () => {
    const printed = execFileSync(
      process.execPath,
      [...COMMAND, '--out', out, '--calls', '40', '--seed', '3'],
      { cwd: PROJECT, encoding: 'utf8' },
    );
    const { files, manifest } = landingZone(40, 3);
    expect(JSON.parse(printed.trim().split('\n').at(-1)!)).toEqual(manifest);
    expect(readdirSync(out).sort()).toEqual(['conversations', 'deals', 'reps']);
    for (const { path, body } of files) {
      expect(readFileSync(join(out, path), 'utf8')).toBe(body);
    }
  });

  test.each([
    [['--calls', '3'], /not a whole number from 11 to 99999, got 3/],
    [['--seed', 'x'], /not a whole number from 0 to 2147483647, got x/],
  ])('refuses %j in one line', (given, message) => {
    const done = spawnSync(process.execPath, [...COMMAND, '--out', out, ...given], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    expect(done.status).toBe(1);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
    expect(done.stderr).toMatch(message);
  });
});
