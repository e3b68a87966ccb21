/** Adds the rules that are new to `contracts/rule-versions.json`: `npm run docs`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type RuleVersions, ruleVersions, versionProblems } from './rule-versions';

const FILE = join(__dirname, 'rule-versions.json');
const recorded: RuleVersions = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as RuleVersions)
  : {};
const declared = ruleVersions();
const problems = versionProblems(recorded, declared);
if (problems.length > 0) {
  console.error(`error: ${problems.join('; ')}`);
  process.exitCode = 1;
} else {
  const all = Object.entries({ ...recorded, ...declared }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
}
