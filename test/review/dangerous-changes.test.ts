import fc from 'fast-check';

import type { ResourceChange } from '../../review/plan/terraform-plan';
import { reviewPlan } from '../../review/review-plan';
import { type AttributeTriage, type Triage, triagedTypes } from '../../review/triage/triage';
import type { Body } from '../../rules/plan-values';
import { planOf, resource, settings } from './plan-of';

type Values = Record<string, unknown>;

/** Consequences that no plan may have without a finding. */
const DANGEROUS = [
  'owner',
  'access',
  'document',
  'managed',
  'data',
  'protection',
  'secret',
  'caution',
];
const COMPLETE = [...triagedTypes()].filter(([, { isComplete }]) => isComplete);
const TYPES = [...triagedTypes()];
const address = (type: string) => `${type}.mutated`;

const review = (...changes: ResourceChange[]) => reviewPlan(planOf(...changes), { settings });
const findingsAt = (type: string, ...changes: ResourceChange[]) =>
  review(...changes).findings.filter((finding) => finding.address.startsWith(address(type)));

/** A safe value by the rule of an attribute, and a dangerous one. */
function valuesOf({ concern, rule }: AttributeTriage, text: string): [unknown, unknown] {
  const one = `${text}1`;
  const other = `${text}2`;
  if (concern === 'document') {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
    const trusted = { ...statement, Principal: { AWS: '111122223333' } };
    const open = { ...statement, Principal: '*', Action: '*', Resource: '*' };
    const documents = [trusted, open].map((one) => JSON.stringify({ Statement: [one] }));
    return [documents[0], documents[1]];
  }
  if (rule === undefined || rule === 'kept') return [one, other];
  if (/^lower/.test(rule)) return [30, 7];
  if (/^raise/.test(rule)) return [7, 30];
  const values = rule.replace('!', '').split('|');
  const value = values[0] === 'true' ? true : values[0] === 'false' ? false : values[0];
  const opposite = typeof value === 'boolean' ? !value : other;
  return rule.startsWith('!') ? [value, opposite] : [opposite, value];
}

/** A body with a value at a path, in blocks as the provider writes them. */
function bodyAt(path: string, value: unknown): Values {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length === 0) return { name: 'mutated', [first]: value };
  const nested = rest.reduceRight<unknown>((inner, key) => [{ [key]: inner }], value);
  return { name: 'mutated', [first]: nested };
}

const dangerousAttributes = COMPLETE.flatMap(([type, { attributes }]) =>
  [...attributes.values()]
    .flat()
    .filter(({ concern }) => DANGEROUS.includes(concern))
    .map((attribute) => [type, attribute] as const),
);
const attribute = fc.constantFrom(...dangerousAttributes);
const text = fc.string({ minLength: 1 }).map((value) => `v${value}`);

describe('a safe plan with one dangerous change', () => {
  it('has many attributes to change', () => {
    expect(dangerousAttributes.length).toBeGreaterThan(700);
  });

  it('is never without a finding: one attribute becomes another value', () => {
    fc.assert(
      fc.property(attribute, text, ([type, triage], value) => {
        const [safe, dangerous] = valuesOf(triage, value);
        const change = resource(
          address(type),
          bodyAt(triage.path, safe),
          bodyAt(triage.path, dangerous),
        );
        expect([type, triage.path, findingsAt(type, change).length > 0]).toEqual([
          type,
          triage.path,
          true,
        ]);
      }),
      { numRuns: 1_500 },
    );
  });

  it('is never without a finding: one attribute is unknown, or a changed secret', () => {
    fc.assert(
      fc.property(attribute, text, fc.boolean(), ([type, triage], value, isSecret) => {
        const [safe, dangerous] = valuesOf(triage, value);
        const name = triage.path.split('.')[0]!;
        const before = bodyAt(triage.path, safe);
        const hidden = { [name]: true };
        const change = isSecret
          ? resource(address(type), before, bodyAt(triage.path, dangerous), {
              before_sensitive: hidden,
              after_sensitive: hidden,
            })
          : resource(address(type), before, { name: 'mutated' }, { after_unknown: hidden });
        expect([type, triage.path, findingsAt(type, change).length > 0]).toEqual([
          type,
          triage.path,
          true,
        ]);
      }),
      { numRuns: 1_500 },
    );
  });

  it('is never without a finding: a resource that holds data or protects something ends', () => {
    const matters = TYPES.filter(([, { is }]) =>
      [is.data, is.secret, is.protection].some((phrase) => typeof phrase === 'string'),
    );
    for (const [type] of matters) {
      for (const actions of [
        ['delete'],
        ['delete', 'create'],
        ['create', 'delete'],
        ['create', 'forget'],
      ]) {
        const after = actions.length > 1 ? { name: 'mutated' } : null;
        const change = resource(address(type), { name: 'mutated' }, after, { actions });
        const isBlocked = findingsAt(type, change).some(({ severity }) => severity === 'block');
        expect([type, actions, isBlocked]).toEqual([type, actions, true]);
      }
      const forget = resource(address(type), { name: 'mutated' }, null, { actions: ['forget'] });
      expect([type, findingsAt(type, forget).length > 0]).toEqual([type, true]);
    }
  });

  it('is never without a finding: a resource that gives access is created', () => {
    const gives = TYPES.filter(([, { is }]: [string, Triage]) => typeof is.access === 'string');
    for (const [type] of gives) {
      const change = resource(address(type), null, { name: 'mutated' });
      expect([type, findingsAt(type, change).length > 0]).toEqual([type, true]);
    }
  });

  it('is never without a finding: an attribute or a type that has no entry', () => {
    const name = fc.stringMatching(/^[a-z]{3,12}_unheard_of$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES.map(([type]) => type)),
        name,
        text,
        (type, key, value) => {
          const change = resource(address(type), { [key]: 'a' }, { [key]: value });
          expect([type, findingsAt(type, change).length > 0]).toEqual([type, true]);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(name, fc.constantFrom('create', 'update', 'delete'), (type, action) => {
        const [before, after] = [
          action === 'create' ? null : { a: 1 },
          action === 'delete' ? null : { a: 2 },
        ];
        expect(findingsAt(type, resource(address(type), before as Body | null, after))).not.toEqual(
          [],
        );
      }),
    );
  });

  it('is found in deferred changes and in changes outside of terraform alike', () => {
    fc.assert(
      fc.property(attribute, text, fc.boolean(), ([type, triage], value, isDeferred) => {
        fc.pre(!['secret', 'caution'].includes(triage.concern));
        const [safe, dangerous] = valuesOf(triage, value);
        const change = resource(
          address(type),
          bodyAt(triage.path, safe),
          bodyAt(triage.path, dangerous),
        );
        const plan = isDeferred
          ? { ...planOf(), deferred_changes: [{ reason: 'x', resource_change: change }] }
          : { ...planOf(), resource_drift: [change] };
        const { blocked } = reviewPlan(plan, { settings });
        expect([type, triage.path, blocked]).toEqual([type, triage.path, true]);
      }),
      { numRuns: 1_000 },
    );
  });
});
