/** Review of a plan of 5,000 changes, against reading the same plan as JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { local } from '../environments/local';
import { readPlan } from '../review/plan/read-plan';
import type { ResourceChange, TerraformPlan } from '../review/plan/terraform-plan';
import { markdown } from '../review/report/markdown';
import { reviewPlan } from '../review/review-plan';
import { median, Report } from './report';

const CHANGES = 5_000;
const RUNS = 7;
const PLAN = join(__dirname, '..', 'test', 'review', 'plans', 'dangerous.json');

/** Returns a real plan whose changes are repeated under other names, beside its unchanged resources. */
function largePlan(): TerraformPlan {
  const plan = JSON.parse(readFileSync(PLAN, 'utf8')) as TerraformPlan;
  const all = plan.resource_changes ?? [];
  const isQuiet = ({ change }: ResourceChange): boolean => change.actions[0] === 'no-op';
  const changed = all.filter((entry) => !isQuiet(entry));
  const copies = Array.from({ length: CHANGES }, (_, i): ResourceChange => {
    const entry = changed[i % changed.length];
    if (entry === undefined) throw new Error(`${PLAN}: has no changes. Use a plan that has some`);
    const name = `${entry.name}_${i}`;
    return { ...entry, name, address: `${entry.type}.${name}` };
  });
  return { ...plan, resource_changes: [...all.filter(isQuiet), ...copies] };
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

const text = JSON.stringify(largePlan());
const bytes = new TextEncoder().encode(text);
const settings = local({ home: '/nonexistent' });
const times: Record<'parse' | 'review' | 'page', number[]> = { parse: [], review: [], page: [] };
for (let run = 0; run < RUNS; run += 1) {
  times.parse.push(seconds(() => void JSON.parse(text)));
  let report: ReturnType<typeof reviewPlan> | undefined;
  times.review.push(
    seconds(() => {
      report = reviewPlan(readPlan(bytes, 'plan.json'), { settings });
    }),
  );
  times.page.push(seconds(() => markdown(report!)));
  const { summary } = report!;
  const reviewed = summary.create + summary.update + summary.replace + summary.delete;
  if (reviewed !== CHANGES) throw new Error(`${reviewed} changes were reviewed, not ${CHANGES}`);
}
const parse = median(times.parse);
const measure = (what: string, of: number[]): Report['measures'][number] => ({
  what,
  seconds: median(of),
  runs: RUNS,
  ratio: median(of) / parse,
});
const report: Report = {
  title: 'Review of a plan',
  baseline: '`JSON.parse` of the same plan',
  goal: 'a plan of 5,000 changes in under 2 s',
  measures: [
    measure('JSON.parse', times.parse),
    measure('review: read, changes, access, cost, policies', times.review),
    measure('Markdown for a pull request', times.page),
  ],
  notes: [
    `${CHANGES} changes of a real plan under many names, ${(bytes.length / 1e6).toFixed(1)} MB of JSON; the start of the command comes on top, about a second.`,
  ],
};
console.log(JSON.stringify(report));
