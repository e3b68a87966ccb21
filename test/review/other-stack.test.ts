import { OTHER_STACK } from '../../review/other-stack';
import type { ResourceChange } from '../../review/plan/terraform-plan';
import { reviewPlan } from '../../review/review-plan';
import { planOf, resource } from './plan-of';

/** The review of a plan without a catalog of ours. */
const review = (...changes: ResourceChange[]) =>
  reviewPlan({ ...planOf(), resource_changes: changes });
const found = (...changes: ResourceChange[]) =>
  review(...changes).findings.map(({ policy, severity, message }) => [policy, severity, message]);

describe('review of another stack', () => {
  it('says which policies do not apply', () => {
    const report = review(resource('aws_vpc.a', null, { cidr_block: '10.0.0.0/16' }));
    expect(report.environment).toBe(OTHER_STACK);
    expect(report.notes[0]).toMatch(/^No environment of this project has a catalog of this plan/);
    expect(report.policies.map(({ name }) => name)).toContain('access-gained');
    expect(report.policies.map(({ name }) => name)).not.toContain('access-beyond-model');
  });

  it('applies the generic policies', () => {
    expect(
      found(resource('databricks_schema.a', { name: 'raw', catalog_name: 'x' }, null)),
    ).toEqual([['data-destroyed', 'block', expect.stringContaining('x.raw')]]);
    const conf = { spark_conf: { 'fs.s3a.secret.key': 'hunter2-hunter2' } };
    const cluster = { policy_id: 'p', autotermination_minutes: 10, ...conf };
    expect(found(resource('databricks_cluster.a', null, cluster))).toEqual([
      ['secret-in-plan', 'block', expect.stringContaining('spark_conf.fs.s3a.secret.key')],
    ]);
  });

  it('shows who gains access, and stops full control and access for everyone', () => {
    const grants = (principal: string, ...privileges: string[]) =>
      resource('databricks_grants.a', null, {
        schema: 'x.raw',
        grant: [{ principal, privileges }],
      });
    const outcome = (...grant: Parameters<typeof grants>) =>
      found(grants(...grant)).filter(([policy]) => policy === 'access-gained');
    expect(outcome('data-readers', 'SELECT')).toEqual([
      ['access-gained', 'warn', 'data-readers gains SELECT on schema x.raw'],
    ]);
    expect(outcome('account users', 'SELECT')[0]![1]).toBe('block');
    expect(outcome('data-readers', 'ALL_PRIVILEGES')[0]![1]).toBe('block');
  });

  it('does not assume names of this project in another stack', () => {
    const grants = resource('databricks_grants.a', null, {
      schema: 'x.gold',
      grant: [{ principal: 'analysts', privileges: ['SELECT'] }],
    });
    expect(found(grants).map(([policy]) => policy)).toEqual(['access-gained']);
  });
});
