import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { externalPolicies } from '../../../review/policies/external-policies';
import { parseOverride } from '../../../review/policies/findings';
import { reviewPlan } from '../../../review/review-plan';
import { planOf, resource, settings } from '../plan-of';

const root = mkdtempSync(join(tmpdir(), 'lakehouse-policies-'));
let count = 0;

afterAll(() => rmSync(root, { recursive: true }));

/** A folder with one policy file. */
function folder(text: string, name = 'policy.js'): string {
  const path = join(root, String((count += 1)));
  mkdirSync(path);
  writeFileSync(join(path, name), text);
  return path;
}

const POLICY = `{
  name: 'short-names', severity: 'warn', rule: 'names are short', repair: 'Shorten it.',
  documentation: 'https://wiki.example.com/short-names',
  check: ({ changes }) => changes.map(({ address }) => ({ address, message: 'is long' })),
}`;
const job = planOf(resource('databricks_job.a', null, { name: 'a' }));

describe('externalPolicies', () => {
  it('loads policies that are applied, linked and overridden like any other', () => {
    const policies = externalPolicies(folder(`exports.shortNames = ${POLICY};`));
    const of = (...overrides: string[]) =>
      reviewPlan(job, { settings, policies, overrides: overrides.map(parseOverride) }).findings;
    expect(of()).toEqual([
      expect.objectContaining({
        policy: 'short-names',
        message: 'is long',
        documentation: 'https://wiki.example.com/short-names',
        repair: 'Shorten it.',
      }),
    ]);
    expect(of('short-names=agreed')[0]!.override).toBe('agreed');
  });

  it.each<[string, string, string]>([
    ['does not load', 'exports.a = {', 'the policy does not load, got '],
    ['throws', "throw new Error('no')", 'the policy does not load, got no. Repair the file'],
    ['exports nothing', '', 'the file exports no policy'],
    ['has no name', 'exports.a = { severity: "warn" }', '`name` of a policy must be in kebab-case'],
    [
      'has another severity',
      "exports.a = { name: 'a', severity: 'fatal' }",
      '`severity` of a policy must be block or warn, got "fatal"',
    ],
    [
      'has no check',
      "exports.a = { name: 'a', severity: 'warn', rule: 'r', repair: 'r' }",
      '`check` of a policy must be a function, got undefined',
    ],
    [
      'has the name of another policy',
      `exports.a = ${POLICY.replace('short-names', 'data-destroyed')}`,
      'the name is the one of another policy, got data-destroyed',
    ],
  ])('refuses a file that %s', (_, text, message) => {
    expect(() => externalPolicies(folder(text))).toThrow(message);
  });

  it('refuses a folder that does not exist or has no policy', () => {
    expect(() => externalPolicies(join(root, 'none'))).toThrow('the folder is not readable, got ');
    expect(() => externalPolicies(folder('', 'README.md'))).toThrow('has no policy file');
  });

  it('stops the review where a check fails or returns no violations', () => {
    const run = (check: string) =>
      reviewPlan(job, {
        settings,
        policies: externalPolicies(folder(`exports.a = ${POLICY.replace(/check: .*/, check)};`)),
      });
    expect(() => run("check: () => { throw new Error('boom'); },")).toThrow(
      'the check of short-names failed, got boom',
    );
    expect(() => run("check: () => 'fine',")).toThrow('returned no list of violations');
  });
});
