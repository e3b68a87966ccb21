import fc from 'fast-check';

import { parseOverride } from '../../../review/policies/findings';
import { FORMATS, formatted } from '../../../review/report/formats';
import { gitlabTerraform } from '../../../review/report/gitlab-terraform';
import { sarif } from '../../../review/report/sarif';
import { visible, visibleJson } from '../../../review/report/visible';
import { reviewPlan } from '../../../review/review-plan';
import { planOf, resource, settings, storedPlan } from '../plan-of';

const dangerous = (...overrides: string[]) =>
  reviewPlan(storedPlan('dangerous'), { settings, overrides: overrides.map(parseOverride) });

interface Log {
  runs: {
    tool: { driver: { rules: { id: string; helpUri?: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      suppressions?: object[];
      partialFingerprints: Record<string, string>;
    }[];
  }[];
}

describe('SARIF', () => {
  const log = (report = dangerous()) => sarif(report, { planFile: '/tmp/my plan.json' }) as Log;

  it('has a result for each finding, by its rule and its stable id', () => {
    const report = dangerous();
    const [run] = log(report).runs;
    expect(run!.results.map(({ ruleId }) => ruleId)).toEqual(
      report.findings.map(({ policy }) => policy),
    );
    for (const { ruleId, ruleIndex, partialFingerprints } of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
      expect(partialFingerprints['findingId/v1']).toMatch(new RegExp(`^${ruleId}:[0-9a-f]{12}$`));
    }
    expect(JSON.stringify(run)).toContain('"uri":"my%20plan.json"');
  });

  it('suppresses what is overridden, with the reason', () => {
    const [run] = log(dangerous('column-lost=empty since March')).runs;
    const suppressed = run!.results.filter(({ suppressions }) => suppressions);
    expect(suppressed).toHaveLength(1);
    expect(suppressed[0]!.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'empty since March' },
    ]);
  });

  it('links to the documentation where the repository has a URL', () => {
    const report = reviewPlan(storedPlan('dangerous'), {
      settings,
      documentationBase: 'https://git.example.com/lakehouse/blob/abc',
    });
    const rules = (sarif(report) as Log).runs[0]!.tool.driver.rules;
    expect(rules[0]!.helpUri).toBe(
      'https://git.example.com/lakehouse/blob/abc/docs/guides/plan-review.md#data-destroyed',
    );
    expect(log().runs[0]!.tool.driver.rules[0]!.helpUri).toBeUndefined();
  });

  it('escapes links and placeholders in messages', () => {
    const name = 'a [x](http://evil) {0}';
    const report = reviewPlan(planOf(resource('databricks_cluster.a["[y](z)"]', null, { name })), {
      settings,
    });
    const [result] = (sarif(report) as Log).runs[0]!.results;
    expect(result!.message.text).toMatch(/^databricks_cluster\.a\\\["\\\[y\\\]\(z\)"\\\]: /);
  });
});

describe('JUnit', () => {
  it('fails for what blocks, skips what is overridden, and passes the rest', () => {
    const text = formatted(dangerous('column-lost=empty since March'), 'junit');
    const report = dangerous('column-lost=empty since March');
    const blocking = report.findings.filter(
      ({ severity, override }) => severity === 'block' && !override,
    );
    expect(text.match(/<failure /g)).toHaveLength(blocking.length);
    expect(text).toContain('<skipped message="overridden: empty since March"/>');
    expect(text).toContain('<testcase classname="public-storage" name="no violation" time="0"/>');
  });
});

describe('the Terraform report of GitLab', () => {
  it('counts a replaced resource as created and deleted', () => {
    const body = { name: 'a' };
    const replaced = resource('databricks_job.a', body, body, { actions: ['delete', 'create'] });
    const report = reviewPlan(planOf(replaced, resource('databricks_job.b', null, body)), {
      settings,
    });
    expect(gitlabTerraform(report)).toEqual({ create: 2, update: 0, delete: 1 });
  });
});

describe('every format', () => {
  // a terminal escape, a bidirectional override, a tag character, a zero width space, a lone surrogate
  const HOSTILE = '\u001b[31m\u202e\u{e0041}\u200b\ud800 ]]> </failure> "&';

  it.each(FORMATS)('shows no character that cannot be seen: %s', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = `${HOSTILE}${text}`;
        const body = { name, custom_tags: { [name]: name } };
        const cluster = resource(`databricks_cluster.a["${name}"]`, null, body);
        const written = formatted(reviewPlan(planOf(cluster), { settings }), format);
        expect(written.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the values of JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(visibleJson({ text }))).toEqual({ text });
      }),
    );
    expect(visible('a\u202eb\u{e0041}\n')).toBe('a\\u{202e}b\\u{e0041}\n');
  });
});
