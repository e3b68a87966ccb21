import { ReviewError } from '../../review/plan/review-error';
import { parseOverride } from '../../review/policies/findings';
import { reviewPlan } from '../../review/review-plan';
import { planOf, resource, settings, storedPlan } from './plan-of';

const of = (name: string, ...overrides: string[]) =>
  reviewPlan(storedPlan(name), { settings, overrides: overrides.map(parseOverride) });

describe('review of a real plan that does what it should not', () => {
  const report = of('dangerous');
  const messages = (policy: string) =>
    report.findings.filter((found) => found.policy === policy).map(({ message }) => message);

  it('counts what is done', () => {
    expect(report.summary).toMatchObject({ create: 1, update: 7, replace: 0, delete: 2 });
    expect(report.blocked).toBe(true);
    expect(report.environment).toBe('local');
  });

  it('finds each of it', () => {
    expect(messages('data-destroyed')).toEqual(['destroys the table lakehouse_local.silver.reps']);
    expect(messages('column-lost')).toEqual([
      'removes the column currency (string) of lakehouse_local.silver.deals',
    ]);
    expect(messages('access-beyond-model')).toEqual([
      'data-engineers (data engineers) gains CREATE_SCHEMA on catalog lakehouse_local',
      'analysts (analysts) gains SELECT, USE_SCHEMA on schema lakehouse_local.silver',
      'users (call readers) gains CAN_MANAGE on job ingest',
    ]);
    expect(messages('personal-data-readers')).toEqual([
      expect.stringMatching(
        /^analysts gains access to personal data of silver\.conversations \(title/,
      ),
    ]);
    expect(messages('masks-removed')).toEqual([
      'runs sql/governance/create_mask_functions.sql no more',
    ]);
    expect(messages('retention-lowered')).toEqual([
      'lowers delta.deletedFileRetentionDuration from 30 to 7 days',
    ]);
    expect(messages('policy-free-compute')).toEqual(['the cluster is under no cluster policy']);
    expect(messages('idle-compute')).toEqual(['`auto_stop_mins` is 0: it never stops']);
    expect(messages('missing-tags')).toEqual(['the cluster lacks project, environment']);
  });

  it('says who gains or loses what, by name', () => {
    expect(report.access).toContainEqual({
      principal: 'lakehouse-jobs',
      kind: 'table',
      on: 'lakehouse_local.silver.reps',
      gains: [],
      loses: ['MANAGE', 'MODIFY', 'SELECT'],
      meaning: [],
      address: 'databricks_grants.table_silver_reps',
    });
    expect(report.access).toContainEqual(
      expect.objectContaining({
        principal: 'analysts',
        on: 'lakehouse_local.silver',
        gains: ['SELECT', 'USE_SCHEMA'],
        meaning: [
          'reads every table and view in it, now and later',
          'reaches what is granted in it',
        ],
      }),
    );
  });

  it('groups by kind, with destroyed resources first', () => {
    expect(report.rooms.map(({ room, changes }) => [room, changes[0]!.action])).toEqual([
      ['governance', 'delete'],
      ['tables', 'delete'],
      ['jobs', 'update'],
      ['BI', 'update'],
    ]);
  });

  it('lets pass what is overridden, for a reason that it keeps', () => {
    const policies = [...new Set(report.findings.map(({ policy }) => policy))];
    const overridden = of('dangerous', ...policies.map((policy) => `${policy}=agreed`));
    expect(overridden.blocked).toBe(false);
    expect(overridden.findings.every(({ override }) => override === 'agreed')).toBe(true);
    const one = of('dangerous', 'data-destroyed@databricks_sql_table.silver_reps=moved to hr');
    expect(one.blocked).toBe(true);
    expect(one.findings.filter(({ override }) => override !== undefined)).toHaveLength(1);
  });

  it('says so where an override lets nothing pass', () => {
    expect(of('dangerous', 'data-destroyed@a.b=x').notes).toEqual([
      expect.stringContaining('rows at stake were not counted'),
      'the override of data-destroyed at a.b let nothing pass',
    ]);
  });
});

describe('overrides', () => {
  it.each([
    ['data-destroyed', 'override: not of the form policy=reason or policy@address=reason, got '],
    ['data-destroyed=  ', 'override: not of the form policy=reason or policy@address=reason, got '],
    ['no-such=reason', 'override: unknown policy, got no-such. Use one of data-destroyed,'],
  ])('refuses %j', (text, message) => {
    expect(() => of('dangerous', text)).toThrow(message);
  });
});

describe('review of what is not a plan of the lakehouse', () => {
  it('refuses the plan of another stack, and an empty one', () => {
    const other = { ...planOf(), resource_changes: [resource('aws_vpc.a', null, {})] };
    const message = 'plan: not of a lakehouse stack with the catalog lakehouse_local (local)';
    expect(() => reviewPlan(other, { settings })).toThrow(
      `${message}, got no catalog among 1 resources`,
    );
    expect(() => reviewPlan({ ...other, resource_changes: [] }, { settings })).toThrow(message);
    const prod = planOf(resource('databricks_catalog.a', null, { name: 'lakehouse_prod' }));
    expect(
      reviewPlan({ ...prod, resource_changes: prod.resource_changes!.slice(1) }).environment,
    ).toBe('prod');
  });

  it('refuses an action that it does not know', () => {
    const odd = resource('databricks_job.a', {}, {}, { actions: ['transmogrify'] });
    expect(() => reviewPlan(planOf(odd), { settings })).toThrow(
      'databricks_job.a: unknown actions, got transmogrify. The review reads no-op; create;',
    );
  });
});

describe('review of values that are not known yet', () => {
  it('stops grants and columns of unknown content', () => {
    const on = { schema: 'lakehouse_local.gold' };
    const table = { name: 't' };
    const column = [{ name: 'a', type: 'int' }];
    const unknown = (key: string) => ({ after_unknown: { [key]: true } });
    const report = reviewPlan(
      planOf(
        resource('databricks_grants.g', { ...on, grant: [] }, on, unknown('grant')),
        resource('databricks_sql_table.t', { ...table, column }, table, unknown('column')),
      ),
      { settings },
    );
    expect(report.findings.map(({ message }) => message)).toEqual([
      'changes the columns to (known after apply) of t',
      '(known after apply) (no role) gains (known after apply) on schema lakehouse_local.gold',
    ]);
  });

  it('breaks at no attribute, be it unknown, secret or absent', () => {
    const plan = storedPlan('dangerous');
    const changes = plan.resource_changes ?? [];
    const tries = changes.flatMap((entry, i) =>
      Object.keys(entry.change.after ?? {}).flatMap((key) => {
        const fields = Object.entries(entry.change.after as object).filter(
          ([name]) => name !== key,
        );
        const without = Object.fromEntries(fields);
        return [
          { after: without, after_unknown: { [key]: true } },
          { after: without },
          { after_sensitive: { [key]: true } },
        ].map((odd) => {
          const change = { ...entry.change, ...odd };
          return changes.map((other, at) => (at === i ? { ...entry, change } : other));
        });
      }),
    );
    expect(tries.length).toBeGreaterThan(300);
    for (const resource_changes of tries) {
      const odd = { ...plan, resource_changes };
      const { blocked } = (() => {
        try {
          return reviewPlan(odd, { settings });
        } catch (error) {
          // without the name of its catalog it is the plan of another stack
          expect(error).toBeInstanceOf(ReviewError);
          return { blocked: true };
        }
      })();
      expect(blocked).toBe(true);
    }
  });
});

describe('review of what hides in a plan', () => {
  it('shows drift, deferred changes, and that the plan is incomplete', () => {
    const job = (name: string) => ({ name, id: '1' });
    const report = reviewPlan(
      {
        ...planOf(),
        resource_drift: [resource('databricks_job.a', job('a'), job('b'))],
        deferred_changes: [
          { reason: 'provider_config_unknown', resource_change: resource('aws_x.y', null, {}) },
        ],
        complete: false,
      },
      { settings },
    );
    expect(report.drift.map(({ details }) => details)).toEqual([
      [{ path: 'name', before: 'a', after: 'b' }],
    ]);
    expect(report.findings.map(({ policy, message }) => [policy, message])).toEqual([
      ['unclassified-change', 'create: the review has no entry for the type aws_x'],
      ['plan-incomplete', 'is not planned yet: provider_config_unknown'],
    ]);
    expect(report.rooms[0]!.changes[0]!.notes).toEqual(['deferred: provider_config_unknown']);
  });

  it('tells replaced, moved, imported and forgotten apart', () => {
    const body = { name: 'a' };
    const report = reviewPlan(
      planOf(
        resource('databricks_job.a', body, body, {
          actions: ['delete', 'create'],
          replace_paths: [['name']],
        }),
        { ...resource('databricks_job.b', body, body), previous_address: 'databricks_job.old' },
        resource('databricks_job.c', body, body, { importing: { id: '7' } }),
        resource('databricks_job.d', body, null, { actions: ['forget'] }),
      ),
      { settings },
    );
    expect(report.summary).toMatchObject({ replace: 1, move: 1, import: 1, forget: 1, delete: 0 });
    expect(report.rooms[0]!.changes.map(({ notes }) => notes)).toEqual([
      ['replaced, as name cannot change in place'],
      [],
      ['moved from databricks_job.old'],
      ['imported with the id 7'],
    ]);
  });
});
