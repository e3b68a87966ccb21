import fc from 'fast-check';

import { block, code, html, inline } from '../../../review/report/escape';
import { markdown } from '../../../review/report/markdown';
import { reviewPlan } from '../../../review/review-plan';
import { planOf, resource, settings } from '../plan-of';

const HOSTILE = '`a` | <img src=x> </details> [l](http://x) @team #1 **b** \u202e\nnew';

describe('escaping', () => {
  it('leaves nothing that Markdown, HTML or GitHub would act on', () => {
    expect(inline(HOSTILE)).toBe(
      '&#96;a&#96; &#124; &#60;img src=x&#62; &#60;/details&#62; &#91;l&#93;(http&#58;//x) &#64;team &#35;1 &#42;&#42;b&#42;&#42; &#92;u{202e} new',
    );
    expect(code('a`b|c')).toBe('``a`b\\|c``');
    expect(html('<b>&"')).toBe('&#60;b&#62;&#38;&#34;');
    expect(block('diff', ['```', '+x'])).toBe('````diff\n```\n+x\n````');
  });

  it('holds for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inline(text)).not.toMatch(/[<>`*[\]|@\n]/);
        expect(html(text)).not.toMatch(/[<>"\n]/);
        const span = code(text);
        const fence = /^`+/.exec(span)![0];
        // only what opens the span closes it
        const inner = span.slice(fence.length, -fence.length);
        expect((inner.match(/`+/g) ?? []).every((run) => run !== fence)).toBe(true);
        expect(span).not.toContain('\n');
      }),
    );
  });
});

describe('markdown', () => {
  const job = (name: string, i: number) =>
    resource(`databricks_job.j${i}`, null, { name, task: [{ task_key: HOSTILE }] });

  it('keeps names as text', () => {
    const page = markdown(reviewPlan(planOf(job(HOSTILE, 0)), { settings }));
    expect(page).not.toMatch(/^new/m);
    expect(page.replace(/(`+) .*? \1/g, '')).not.toMatch(/<\/?(details|img)/);
    expect(page).toContain('`` `a` \\| <img src=x>');
  });

  it('lists what exceeds the limit as left out', () => {
    const jobs = Array.from({ length: 3000 }, (_, i) => job(`job ${i}`, i));
    const report = reviewPlan(planOf(...jobs), { settings });
    const page = markdown(report);
    expect(page.length).toBeLessThanOrEqual(65_536);
    const shown = page.match(/➕ create/g)!.length;
    expect(page).toContain(`- ${3000 - shown} of 3000 changes in jobs`);
    expect(page).toContain('**3000 created**');
    expect(report.rooms[0]!.changes).toHaveLength(3000);
    expect(markdown(report, { limit: 5_000 }).length).toBeLessThanOrEqual(5_000);
  });

  it('says so where nothing changes', () => {
    const page = markdown(reviewPlan(planOf(), { settings }));
    expect(page).toBe(
      '## Plan of `local`: **no changes**\n\n✅ Nothing blocks it. 1 unchanged. Terraform 1.11.4.\n',
    );
  });
});
