import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { POLICIES } from '../../../review/policies';

const page = readFileSync(
  join(__dirname, '..', '..', '..', 'docs', 'guides', 'plan-review.md'),
  'utf8',
);

describe('docs/guides/plan-review.md', () => {
  it('has a section for each policy, and for no other', () => {
    const sections = [...page.matchAll(/^### ([a-z-]+)$/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual(POLICIES.map(({ name }) => name).sort());
  });
});
