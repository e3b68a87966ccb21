import { readPlan } from '../../../review/plan/read-plan';
import { ReviewError } from '../../../review/plan/review-error';
import type { TerraformPlan } from '../../../review/plan/terraform-plan';
import { markdown } from '../../../review/report/markdown';
import { reviewPlan } from '../../../review/review-plan';
import { type Body, found } from '../found';
import { planOf, resource, settings } from '../plan-of';

const of = (parts: Partial<TerraformPlan>) => ({ ...planOf(), ...parts });
const grants = (...principals: string[]) => ({
  schema: 'lakehouse_local.silver',
  grant: principals.map((principal) => ({ principal, privileges: ['SELECT'] })),
});

describe('changes made outside of terraform', () => {
  const drift = (address: string, before: Body, after: Body | null) =>
    of({ resource_drift: [resource(address, before, after)] });

  it('are findings where they stay, and warnings where the plan reverts them', () => {
    const gains =
      'outside of terraform (access-beyond-model): contractors (no role) gains SELECT on schema lakehouse_local.silver';
    const plan = drift('databricks_grants.silver', grants(), grants('contractors'));
    expect(found(plan)).toEqual([`changed-outside: ${gains}`]);
    const reverts = resource('databricks_grants.silver', grants('contractors'), grants());
    const reverted = { ...plan, resource_changes: [...plan.resource_changes!, reverts] };
    expect(found(reverted)).toEqual([`(changed-outside): ${gains}`]);
  });

  it('are shown, grants and permissions among them', () => {
    const plan = drift('databricks_grants.silver', grants(), grants('contractors'));
    const report = reviewPlan(plan, { settings });
    expect(report.summary.drifted).toBe(1);
    expect(markdown(report)).toContain('contractors');
  });

  it.each<[string, Body, Body | null, string]>([
    ['databricks_sql_table.a', { name: 'a' }, null, 'destroys the table a'],
    [
      'databricks_catalog.a',
      { name: 'a', isolation_mode: 'ISOLATED' },
      { name: 'a', isolation_mode: 'OPEN' },
      'changes isolation_mode',
    ],
    ['aws_kms_key.a', { is_enabled: true }, { is_enabled: false }, 'changes is_enabled'],
    [
      'databricks_schema.a',
      { name: 'a', owner: 'x' },
      { name: 'a', owner: 'y' },
      'y (no role) gains OWNER',
    ],
  ])('are evaluated: %s', (address, before, after, message) => {
    expect(found(drift(address, before, after))).toEqual([
      expect.stringMatching(new RegExp(`^changed-outside: .*${message.replace(/[()]/g, '\\$&')}`)),
    ]);
  });

  it('pass where they mean nothing', () => {
    expect(found(drift('databricks_job.a', { name: 'a' }, { name: 'b' }))).toEqual([]);
  });
});

describe('other parts of a plan', () => {
  it('has findings for checks that do not pass', () => {
    const check = (status: string, message?: string) => ({
      address: { to_display: `check.${status}` },
      status,
      instances: message === undefined ? [] : [{ problems: [{ message }] }],
    });
    const checks = [check('pass'), check('fail', 'no data'), check('error'), check('unknown')];
    expect(found(of({ checks }))).toEqual([
      'check-failed: fails: no data',
      'check-failed: ends with the status error',
      '(check-failed): is evaluated during the apply only',
    ]);
  });

  it('has findings for actions, deferred ones included, and for provisioners', () => {
    const trigger = {
      triggering_resource_address: 'databricks_job.a',
      action_trigger_event: 'AfterCreate',
    };
    const plan = of({
      action_invocations: [
        { address: 'action.aws_lambda_invoke.a', lifecycle_action_trigger: trigger },
      ],
      deferred_action_invocations: [{ reason: 'x', action_invocation: { address: 'action.b.b' } }],
    });
    expect(found(plan)).toEqual([
      'action-invoked: is invoked by databricks_job.a (AfterCreate)',
      'action-invoked: is invoked by the command line, in a later apply (x)',
    ]);
    const resources = [{ address: 'terraform_data.a', provisioners: [{ type: 'local-exec' }] }];
    expect(
      found({
        ...planOf(resource('terraform_data.a', null, {})),
        configuration: { root_module: { resources } },
      }),
    ).toEqual(['(action-invoked): runs the provisioner local-exec']);
  });

  it('shows changed outputs, and blocks one that is no longer sensitive', () => {
    const output_changes = {
      id: { actions: ['update'], before: 'a', after: 'b' },
      token: {
        actions: ['update'],
        before: 'HIDDEN',
        after: 'b',
        before_sensitive: true,
        after_sensitive: false,
      },
    };
    const report = reviewPlan(of({ output_changes }), { settings });
    expect(report.outputs).toEqual([
      { path: 'output.id', before: 'a', after: 'b' },
      { path: 'output.token', before: '(sensitive)', after: 'b' },
    ]);
    expect(found(of({ output_changes }))).toEqual(['output-exposed: is no longer sensitive']);
    expect(markdown(report)).toContain('**2 outputs changed**');
    expect(markdown(report)).toContain('### Outputs (2)');
  });

  it('blocks a plan that does not say what it leaves out', () => {
    expect(found(of({ complete: false }))).toEqual([
      'plan-incomplete: does not cover the whole configuration, and does not say what is missing',
    ]);
  });

  it('blocks planned values that no change explains', () => {
    const resources = [
      { address: 'databricks_catalog.lakehouse', type: 'databricks_catalog' },
      { address: 'databricks_job.hidden', type: 'databricks_job' },
    ];
    expect(found(of({ planned_values: { root_module: { resources } } }))).toEqual([
      'plan-incomplete: has planned values of 1 resources without a change, which this review cannot read',
    ]);
  });

  it('warns of a newer format, and of parts that it does not know', () => {
    const plan = of({ format_version: '1.9', ...{ resource_exorcisms: [{}], nothing: [] } });
    expect(found(plan)).toEqual([
      '(plan-incomplete): has the format version 1.9, which this review cannot read',
      '(plan-incomplete): has the part resource_exorcisms, which this review cannot read',
    ]);
  });
});

describe('bodies that a plan hides or leaves out', () => {
  const address = 'databricks_grants.a';
  const change = (before: Body | null, after: Body | null, more: object) =>
    found(planOf(resource(address, before, after, more)));

  it('may be anything where all of a body is sensitive or unknown', () => {
    const all = { before_sensitive: true, after_sensitive: true };
    expect(change(grants('a'), grants('b'), all)).toContainEqual(
      expect.stringMatching(/^access-beyond-model: \(sensitive\)/),
    );
    for (const before of [null, grants('a')]) {
      const actions = [before === null ? 'create' : 'update'];
      expect(change(before, null, { actions, after_unknown: true })).toContainEqual(
        expect.stringMatching(/^access-beyond-model: \(known after apply\)/),
      );
      expect(change(before, null, { actions })).not.toEqual([]);
    }
  });

  it('are compared where a plan says that nothing changes', () => {
    expect(change(grants(), grants('a'), { actions: ['no-op'] })).toEqual([
      'access-beyond-model: a (no role) gains SELECT on schema lakehouse_local.silver',
    ]);
    const report = reviewPlan(
      planOf(resource(address, grants(), grants('a'), { actions: ['no-op'] })),
      {
        settings,
      },
    );
    expect(report.summary.update).toBe(1);
  });

  it('are refused where there is none before an update', () => {
    expect(() => change(null, grants('a'), { actions: ['update'] })).toThrow(
      `${address}: update without the object before it, got null. Make the plan again.`,
    );
  });
});

describe('malformed plans', () => {
  const read = (parts: object) =>
    readPlan(new TextEncoder().encode(JSON.stringify({ ...planOf(), ...parts })), 'plan.json');

  it.each<[object, string]>([
    [{ resource_changes: [null] }, 'resource_changes[0] that is no object'],
    [
      { resource_changes: [{ address: 'a', type: 'b', change: null }] },
      'resource_changes[0] without',
    ],
    [
      { resource_changes: [resource('a.b', 'x' as never, null)] },
      'resource_changes[0] with before that is no object',
    ],
    [{ resource_drift: {} }, 'resource_drift that is no list'],
    [{ deferred_changes: [{ reason: 'x' }] }, 'deferred_changes[0] without resource_change'],
    [
      { deferred_changes: [{ resource_change: {} }] },
      'deferred_changes[0].resource_change without',
    ],
    [{ output_changes: { a: 1 } }, 'output_changes.a that is no object'],
    [{ output_changes: [] }, 'output_changes that is no object'],
    [{ checks: [{}] }, 'checks[0] without address or status'],
    [{ action_invocations: [{}] }, 'action_invocations[0] without address'],
    [
      { resource_changes: [resource('a.b', {}, {}, { replace_paths: ['x'] as never })] },
      'resource_changes[0] with replace_paths that are no lists',
    ],
  ])('are refused in one line: %j', (parts, got) => {
    expect(() => read(parts)).toThrow(ReviewError);
    expect(() => read(parts)).toThrow(`plan.json: not a plan as JSON, got ${got}`);
  });

  it('are no silent pass where an attribute has a form that no provider gives it', () => {
    const odd = (attribute: string, value: unknown): void => {
      const change = resource('databricks_grants.a', null, { catalog: 'a', [attribute]: value });
      expect(found(planOf(change))).not.toEqual([]);
    };
    for (const value of [[1], [null], ['x'], [[{}]]]) odd('grant', value);
    odd('grant', [{ principal: 'a', privileges: { b: 1 } }]);
  });
});
