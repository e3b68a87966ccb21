import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type RuleVersions, ruleVersions, versionProblems } from '../../contracts/rule-versions';

const FILE = join(__dirname, '..', '..', 'contracts', 'rule-versions.json');
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as RuleVersions;

describe('contracts/rule-versions.json', () => {
  it('has every rule with the predicate that its version stands for', () => {
    const declared = ruleVersions();
    expect(versionProblems(recorded, declared)).toEqual([]);
    // `npm run docs` adds new rules and new versions
    expect(Object.keys(declared).filter((rule) => recorded[rule] === undefined)).toEqual([]);
  });
});

describe('versionProblems', () => {
  it('lets rules come and go, and a changed predicate have a new version', () => {
    expect(versionProblems({ 'a@1': 'x', 'gone@1': 'x' }, { 'a@2': 'y', 'new@1': 'z' })).toEqual(
      [],
    );
  });

  it('names the rule whose predicate changed and whose version did not', () => {
    expect(versionProblems({ 'a@1': 'x', 'b@1': 'x' }, { 'a@1': 'y', 'b@1': 'x' })).toEqual([
      'the predicate of a@1 has changed: raise the `version` of the rule',
    ]);
  });
});
