import fc from 'fast-check';

import { readPlan } from '../../../review/plan/read-plan';
import { ReviewError } from '../../../review/plan/review-error';
import { reviewPlan } from '../../../review/review-plan';
import { planOf, resource, settings } from '../plan-of';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readPlan(bytes(text), 'plan.json');
const plan = planOf(resource('databricks_job.ingest', null, { name: 'ingest' }));

describe('readPlan', () => {
  it('reads a plan, with a byte order mark or in UTF-16 too', () => {
    const text = JSON.stringify(plan);
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect([read(text), read(`\ufeff${text}`), readPlan(utf16, 'p')]).toEqual([plan, plan, plan]);
    const swapped = Buffer.from(utf16).swap16();
    const bare = utf16.subarray(2);
    const all = [swapped, bare, Buffer.from(bare).swap16()].map((one) => new Uint8Array(one));
    expect(all.map((one) => readPlan(one, 'p'))).toEqual([plan, plan, plan]);
  });

  it.each(['0.1', '0.2', '1.0', '1.1', '1.2'])(
    'reads format %s: Terraform 0.12 to 1.14, and OpenTofu',
    (format_version) => {
      const old = { ...plan, format_version };
      expect(read(JSON.stringify(old))).toEqual(old);
      const { notes } = reviewPlan(old, { settings });
      expect(notes).toEqual(
        format_version.startsWith('0.')
          ? [expect.stringMatching(/^The plan is of Terraform before 1\.1/)]
          : [],
      );
    },
  );

  it('quotes no text of a broken plan, which may hold a secret', () => {
    const broken = [
      '{"password": hunter2hunter2}',
      '{"a":"hunter2hunter2" "b"}',
      '{"a":"hunter2hu',
    ];
    for (const text of broken) {
      expect(() => read(text)).toThrow(/got (broken JSON|JSON that ends too early)/);
      expect(() => read(text)).not.toThrow(/hunter/);
    }
  });

  it.each([
    ['', 'an empty file'],
    ['PK\u0003\u0004rest', 'a plan file (`terraform show -json plan.json > plan.json` turns'],
    ['Terraform will perform the following actions:', 'no JSON'],
    ['{"@level":"info"}\n{"@level":"info"}', 'the log of `terraform plan -json`'],
    ['[]', 'JSON that is no object'],
    ['{"version":4,"serial":3,"lineage":"x"}', 'a state'],
    ['{"format_version":"1.0","values":{}}', 'a state'],
    ['{"resource_changes":[]}', 'JSON without format_version'],
    ['{"format_version":"0.3","planned_values":{}}', 'format_version 0.3'],
    ['  \n', 'an empty file'],
    ['\u0000\u0001\u0002', 'no JSON'],
    ['{"format_version":"2.0","planned_values":{}}', 'format_version 2.0'],
    ['{"format_version":"1.2"}', 'JSON without planned_values and resource_changes'],
    [
      '{"format_version":"1.2","planned_values":{},"errored":true}',
      'a plan that ended with errors',
    ],
    ['{"format_version":"1.2","resource_changes":{}}', 'resource_changes that is no list'],
    [
      '{"format_version":"1.2","resource_changes":[{"address":"a.b"}]}',
      'resource_changes[0] without address, type or actions',
    ],
  ])('refuses %j', (text, got) => {
    expect(() => read(text)).toThrow(ReviewError);
    expect(() => read(text)).toThrow(`plan.json: not a plan as JSON, got ${got}`);
  });

  it('refuses every plan that is cut off', () => {
    const text = JSON.stringify(plan);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(() => read(text.slice(0, length))).toThrow(ReviewError);
      }),
    );
  });
});
