import { createHash } from 'node:crypto';

import type { LakehouseSettings } from '../../environments/settings';
import type { TerraformPlan } from '../../review/plan/terraform-plan';
import { reviewPlan } from '../../review/review-plan';
import type { Sources } from '../../review/sources';
import { planOf, resource, settings } from './plan-of';

type Body = Record<string, unknown>;

/** `policy: message` of each finding. */
function found(
  plan: TerraformPlan,
  more: { sources?: Sources; settings?: Partial<LakehouseSettings> } = {},
): string[] {
  const given = { ...settings, ...more.settings };
  const { findings } = reviewPlan(plan, { settings: given, sources: more.sources });
  return findings.map(({ policy, message }) => `${policy}: ${message}`);
}

const made = (address: string, body: Body) => found(planOf(resource(address, null, body)));
const changed = (address: string, before: Body, after: Body) =>
  found(planOf(resource(address, before, after)));
const TAGS = { project: 'lakehouse', environment: 'local' };

describe('policy-free-compute and idle-compute', () => {
  const cluster = (body: Body) => ({ custom_tags: TAGS, ...body });

  it('let pass what is under a policy and stops by itself', () => {
    const good = cluster({ policy_id: 'p', autotermination_minutes: 30 });
    expect(made('databricks_cluster.a', good)).toEqual([]);
    // the id of a policy that is yet to be made
    const after = cluster({ autotermination_minutes: 30 });
    const toCome = resource('databricks_cluster.a', null, after, {
      after_unknown: { policy_id: true },
    });
    expect(found(planOf(toCome))).toEqual([]);
  });

  it.each([
    [{ policy_id: 'p' }, 'idle-compute: `autotermination_minutes` is not set: it never stops'],
    [
      { policy_id: 'p', autotermination_minutes: 0 },
      'idle-compute: `autotermination_minutes` is 0: it never stops',
    ],
    [
      { policy_id: 'p', autotermination_minutes: 600 },
      'idle-compute: `autotermination_minutes` is 600',
    ],
    [
      { policy_id: '', autotermination_minutes: 30 },
      'policy-free-compute: the cluster is under no cluster policy',
    ],
    [
      { policy_id: 'p', autotermination_minutes: 30, is_pinned: true },
      'idle-compute: is pinned: it stays in the list when it has ended',
    ],
  ])('stop an all-purpose cluster of %j', (body, finding) => {
    expect(made('databricks_cluster.a', cluster(body))).toEqual([finding]);
  });

  it('look into jobs, pipelines, endpoints and pools', () => {
    const job = {
      job_cluster: [{ job_cluster_key: 'a', new_cluster: [{ custom_tags: TAGS }] }],
      task: [
        { task_key: 't', new_cluster: [{ policy_id: 'p', custom_tags: TAGS }] },
        { task_key: 'u', existing_cluster_id: '0101-1' },
      ],
    };
    expect(made('databricks_job.a', job)).toEqual([
      'policy-free-compute: job cluster a is under no cluster policy',
      'policy-free-compute: u runs on an all-purpose cluster, which costs several times a job cluster',
    ]);
    const pipeline = { cluster: [{ label: 'default', custom_tags: TAGS }] };
    expect(made('databricks_pipeline.a', pipeline)).toHaveLength(1);
    expect(made('databricks_pipeline.a', { ...pipeline, serverless: true })).toEqual([]);
    const entities = [{ name: 'm', scale_to_zero_enabled: false }];
    const tags = Object.keys(TAGS).map((key) => ({ key }));
    expect(
      made('databricks_model_serving.a', { config: [{ served_entities: entities }], tags }),
    ).toEqual(['idle-compute: m does not scale to zero']);
    expect(made('databricks_instance_pool.a', { min_idle_instances: 2 })).toEqual([
      'idle-compute: keeps 2 idle instances',
      'idle-compute: `idle_instance_autotermination_minutes` is not set: it never stops',
    ]);
  });
});

describe('personal-data-readers', () => {
  it('stops a principal that joins a group with more access', () => {
    const group = (name: string, id: string) =>
      resource(`databricks_group.${name}`, { id, display_name: name }, { id, display_name: name });
    const member = (id: string) =>
      resource(`databricks_group_member.m${id}`, null, { group_id: id, member_id: '9' });
    const groups = [group('pii-readers', '1'), group('analysts', '2')];
    expect(found(planOf(...groups, member('1'), member('2')))).toEqual([
      'personal-data-readers: 9 joins pii-readers: sees names, addresses and texts unmasked',
    ]);
  });

  it('adds up what grants of table, schema and catalog allow together', () => {
    const grants = (name: string, kind: string, on: string, ...privileges: string[]) => {
      const grant = privileges.length > 0 ? [{ principal: 'auditors', privileges }] : [];
      return { address: `databricks_grants.${name}`, body: { [kind]: on, grant } };
    };
    const use = grants('c', 'catalog', 'lakehouse_local', 'USE_CATALOG');
    const schema = grants('s', 'schema', 'lakehouse_local.silver', 'USE_SCHEMA');
    const none = grants('t', 'table', 'lakehouse_local.silver.reps');
    const select = grants('t', 'table', 'lakehouse_local.silver.reps', 'SELECT');
    const readers = (...held: { address: string; body: Body }[]) =>
      found(
        planOf(
          ...held.map(({ address, body }) => resource(address, body, body)),
          resource(select.address, none.body, select.body),
        ),
      ).filter((finding) => finding.startsWith('personal-data-readers'));
    expect(readers(use, schema)).toEqual([
      'personal-data-readers: auditors gains access to personal data of silver.reps (name, email, manager_email)',
    ]);
    // who does not reach the schema does not read its tables
    expect(readers(use)).toEqual([]);
  });

  it('stops another group in the governance job', () => {
    const job = (group: string) => ({
      name: 'governance',
      task: [{ task_key: 't', sql_task: [{ parameters: { pii_readers_group: group } }] }],
    });
    expect(changed('databricks_job.governance', job('pii-readers'), job('everybody'))).toEqual([
      'personal-data-readers: the parameter t.pii_readers_group becomes everybody, was pii-readers',
    ]);
    // policies except the principals that a notebook is given
    const notebook = (base_parameters: Body) => ({
      name: 'governance',
      task: [{ task_key: 'report', notebook_task: [{ base_parameters }] }],
    });
    const [old, now] = [{ jobs_principal: 'lakehouse-jobs' }, { jobs_principal: 'analyst' }];
    expect(changed('databricks_job.governance', notebook(old), notebook(now))).toEqual([
      'personal-data-readers: the parameter report.jobs_principal becomes analyst, was lakehouse-jobs',
    ]);
  });
});

describe('masks-removed', () => {
  const PATH = 'sql/gold/conversation_details.sql';
  const OLD = 'select governance.mask_text(title) as title;\nselect 1;\n';
  const file = (text: string) => ({
    path: `/lakehouse/${PATH}`,
    md5: createHash('md5').update(text).digest('hex'),
  });
  const review = (after: string, known = after) =>
    found(planOf(resource('databricks_workspace_file.a', file(OLD), file(after))), {
      sources: { before: () => OLD, after: () => known },
    });

  it('reads what of a file is gone, comments aside', () => {
    expect(review(OLD.replace('select 1', 'select 2'))).toEqual([]);
    expect(review(OLD.replace(/^/, '-- '))).toEqual([
      `masks-removed: ${PATH} has less of \`governance.mask_text\``,
    ]);
  });

  it('sees that policies are turned off', () => {
    const job = (mode: string) => ({
      task: [
        {
          task_key: 'report',
          notebook_task: [{ base_parameters: { personal_data_protection: mode } }],
        },
      ],
    });
    const of = (before: string, after: string) =>
      found(planOf(resource('databricks_job.governance', job(before), job(after)))).filter((text) =>
        text.startsWith('masks-removed'),
      );
    expect(of('policies', 'views')).toEqual([
      'masks-removed: protects personal data by views only, was: policies',
    ]);
    expect(of('views', 'policies')).toEqual([]);
  });

  it('finds a schedule whose pause the plan does not show', () => {
    const job = { name: 'governance', schedule: [{ pause_status: 'UNPAUSED' }] };
    const now = { name: 'governance', schedule: [{}] };
    const unknown = { after_unknown: { schedule: [{ pause_status: true }] } };
    expect(found(planOf(resource('databricks_job.governance', job, now, unknown)))).toContain(
      'masks-removed: is no more started by the clock',
    );
  });

  it('does not trust a text that is not the one of the plan', () => {
    expect(review('select 1;\n', OLD)).toEqual([
      expect.stringContaining('whether it hides less cannot be seen'),
    ]);
  });
});

describe('budget', () => {
  const warehouse = (size: string) => ({
    name: 'w',
    cluster_size: size,
    auto_stop_mins: 10,
    enable_serverless_compute: true,
    tags: [{ custom_tags: Object.keys(TAGS).map((key) => ({ key })) }],
  });
  const plan = planOf(
    resource('databricks_sql_endpoint.w', warehouse('Small'), warehouse('Large')),
  );
  const within = (monthlyBudgetUsd: number) =>
    found(plan, { settings: { cloud: 'aws', region: 'us-east-1', monthlyBudgetUsd } });

  it('stops what passes it', () => {
    // 88 sessions of 30 and 10 minutes are 58.7 hours, of 40 DBU at $0.70
    expect(within(1_000)).toEqual([
      'budget-passed: is estimated at $1,643 a month (was $493), the budget is $1,000',
    ]);
    expect(within(2_000)).toEqual([]);
  });

  it('is not sure of what has no price', () => {
    const odd = planOf(resource('databricks_sql_endpoint.w', null, warehouse('9X-Large')));
    const aws = { cloud: 'aws' as const, monthlyBudgetUsd: 10 };
    expect(found(odd, { settings: { ...aws, region: 'us-east-1' } })).toEqual([
      'budget-unsure: lacks DBUs of a warehouse of size 9X-Large',
    ]);
    expect(found(odd, { settings: { ...aws, region: 'mars-north-1' } })).toEqual([
      expect.stringMatching(/^budget-unsure: has a budget of \$10, but no prices: Nothing is/),
    ]);
  });
});
