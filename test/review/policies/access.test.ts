import type { ResourceChange } from '../../../review/plan/terraform-plan';
import { type Body, changed, created, deleted, found } from '../found';
import { planOf, resource } from '../plan-of';

const same = (address: string, body: Body) => resource(address, body, body);
const group = (name: string, id: string) =>
  same(`databricks_group.${name.replaceAll('-', '_')}`, { id, display_name: name });
const GROUPS = [group('pii-readers', '1'), group('analysts', '2'), group('team', '3')];
const user = same('databricks_user.intern', { id: '9', user_name: 'intern@example.com' });
const member = (group_id: string, member_id: string) => ({ group_id, member_id });
const withPeople = (...changes: ResourceChange[]) => found(planOf(...GROUPS, user, ...changes));
const JOINS = 'sees names, addresses and texts unmasked';

describe('membership of groups', () => {
  const address = 'databricks_group_member.m';

  it('is evaluated when it is created and when it is replaced, in either order', () => {
    const message = `personal-data-readers: intern@example.com joins pii-readers: ${JOINS}`;
    expect(withPeople(resource(address, null, member('1', '9')))).toEqual([message]);
    for (const actions of [
      ['delete', 'create'],
      ['create', 'delete'],
    ]) {
      const swap = resource(address, member('1', '8'), member('1', '9'), { actions });
      expect(withPeople(swap)).toEqual([message]);
    }
    expect(withPeople(resource(address, null, member('2', '9')))).toEqual([]);
    expect(withPeople(resource(address, member('1', '9'), null))).toEqual([]);
  });

  it('is evaluated through groups in groups', () => {
    const nested = resource(address, null, member('1', '3'));
    expect(withPeople(nested)).toEqual([`personal-data-readers: team joins pii-readers: ${JOINS}`]);
    const inTeam = resource('databricks_group_member.n', null, member('3', '9'));
    expect(withPeople(same(address, member('1', '3')), inTeam)).toEqual([
      `personal-data-readers: intern@example.com joins team, and so pii-readers: ${JOINS}`,
    ]);
  });

  it('is blocked for administrators, and for a group that the plan does not declare', () => {
    const plan = planOf(user, resource(address, null, member('7', '9')));
    expect(found(plan)).toEqual([
      'personal-data-readers: intern@example.com joins a group that the plan does not declare (7): what it gains cannot be seen',
    ]);
    const admins = { type: 'databricks_group', values: { id: '7', display_name: 'admins' } };
    const state = { values: { root_module: { resources: [{ address: 'data.a', ...admins }] } } };
    expect(found({ ...plan, prior_state: state })).toEqual([
      'personal-data-readers: intern@example.com joins admins: administers the workspace',
    ]);
  });

  it('is blocked when a group takes the name of another', () => {
    const rename = resource(
      'databricks_group.x',
      { id: '5', display_name: 'x' },
      { id: '5', display_name: 'pii-readers' },
    );
    expect(found(planOf(rename))).toEqual([
      'access-widened: changes display_name from x to pii-readers',
    ]);
  });
});

describe('access beyond grants', () => {
  it.each<[string, Body]>([
    ['databricks_user_role.a', { user_id: '9', role: 'account_admin' }],
    ['databricks_group_role.a', { group_id: '2', role: 'account_admin' }],
    ['databricks_service_principal_role.a', { service_principal_id: '4', role: 'account_admin' }],
    ['databricks_permission_assignment.a', { principal_id: 9, permissions: ['ADMIN'] }],
    [
      'databricks_mws_permission_assignment.a',
      { principal_id: 9, workspace_id: 1, permissions: ['ADMIN'] },
    ],
    [
      'databricks_access_control_rule_set.a',
      {
        name: 'r',
        grant_rules: [
          { principals: ['users/a@example.com'], role: 'roles/servicePrincipal.manager' },
        ],
      },
    ],
    ['databricks_entitlements.a', { user_id: '9', allow_cluster_create: true }],
    ['databricks_user.b', { user_name: 'b@example.com', allow_cluster_create: true }],
    ['databricks_secret_acl.a', { scope: 's', principal: 'users', permission: 'READ' }],
    ['databricks_group_instance_profile.a', { group_id: '2', instance_profile_id: 'arn' }],
    [
      'databricks_sql_permissions.a',
      { any_file: true, privilege_assignments: [{ principal: 'users', privileges: ['SELECT'] }] },
    ],
    [
      'databricks_share.a',
      { name: 's', object: [{ name: 'lakehouse_local.silver.deals', data_object_type: 'TABLE' }] },
    ],
    [
      'databricks_grants.a',
      { share: 's', grant: [{ principal: 'partner', privileges: ['SELECT'] }] },
    ],
    [
      'databricks_permissions.a',
      { job_id: '1', access_control: [{ group_name: 'users', permission_level: 'CAN_MANAGE' }] },
    ],
    [
      'databricks_permissions.a',
      {
        notebook_path: '/x',
        access_control: [{ group_name: 'users', permission_level: 'CAN_EDIT' }],
      },
    ],
    [
      'databricks_permissions.a',
      {
        pipeline_id: '1',
        access_control: [{ user_name: 'a@example.com', permission_level: 'CAN_RUN' }],
      },
    ],
    [
      'databricks_permissions.a',
      {
        authorization: 'tokens',
        access_control: [{ group_name: 'users', permission_level: 'CAN_USE' }],
      },
    ],
    ['databricks_job.a', { name: 'j', run_as: [{ user_name: 'admin@example.com' }] }],
  ])('blocks %s with %j', (address, body) => {
    expect(created(address, body)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^access-beyond-model: .* gains /)]),
    );
  });

  it.each<[string, Body]>([
    ['databricks_recipient.a', { name: 'partner' }],
    ['databricks_workspace_binding.a', { securable_name: 'lakehouse', workspace_id: 7 }],
    ['databricks_instance_profile.a', { instance_profile_arn: 'arn' }],
    ['databricks_mount.a', { uri: 's3://b' }],
    ['databricks_obo_token.a', { application_id: 'x' }],
    ['databricks_artifact_allowlist.a', { artifact_type: 'INIT_SCRIPT' }],
    ['aws_security_group_rule.a', { cidr_blocks: ['0.0.0.0/0'] }],
    ['aws_kms_grant.a', { grantee_principal: 'x' }],
    ['aws_iam_group_membership.a', { users: ['x'] }],
    ['aws_ssoadmin_account_assignment.a', { principal_id: 'x' }],
  ])('blocks %s with %j because it exists', (address, body) => {
    expect(created(address, body)).toEqual([expect.stringMatching(/^access-widened: adds /)]);
  });

  it('blocks an owner, and what an owner reads', () => {
    const schema = (owner: string) => ({ catalog_name: 'lakehouse_local', name: 'silver', owner });
    expect(
      changed('databricks_schema.silver', schema('admin@example.com'), schema('analysts')),
    ).toEqual([
      'access-beyond-model: analysts (analysts) gains OWNER on schema lakehouse_local.silver',
    ]);
    const usesCatalog = same('databricks_grants.c', {
      catalog: 'lakehouse_local',
      grant: [{ principal: 'analysts', privileges: ['USE_CATALOG'] }],
    });
    const plan = planOf(
      usesCatalog,
      resource('databricks_schema.silver', schema('admin@example.com'), schema('analysts')),
    );
    expect(found(plan)).toContainEqual(
      expect.stringMatching(
        /^personal-data-readers: analysts gains access to .* silver.conversations/,
      ),
    );
    const unknown = { after_unknown: { owner: true } };
    const ownerless = { catalog_name: 'lakehouse_local', name: 'silver' };
    expect(changed('databricks_schema.silver', schema('a'), ownerless, unknown)).toEqual([
      'access-beyond-model: (known after apply) (no role) gains OWNER on schema lakehouse_local.silver',
    ]);
  });

  it('blocks a share that loses a limit, and the manager of a secret scope', () => {
    const object = { name: 'lakehouse_local.gold.a', data_object_type: 'TABLE' };
    const share = (more: Body) => ({ name: 's', object: [{ ...object, ...more }] });
    const history = { history_data_sharing_status: 'ENABLED' };
    expect(changed('databricks_share.s', share({}), share(history))).toEqual([
      'access-beyond-model: recipients of s (no role) gains SHARE history_data_sharing_status "ENABLED" on table lakehouse_local.gold.a',
    ]);
    expect(
      created('databricks_secret_scope.s', { name: 's', initial_manage_principal: 'users' }),
    ).toEqual(['access-beyond-model: users (call readers) gains MANAGE on secret_scope s']);
  });

  it('blocks a new resource with a value that opens it', () => {
    expect(created('aws_db_instance.a', { publicly_accessible: true })).toContain(
      'access-widened: sets publicly_accessible to true',
    );
    expect(created('databricks_catalog.a', { name: 'a', isolation_mode: 'OPEN' })).toEqual([
      'access-widened: sets isolation_mode to OPEN',
    ]);
  });

  it('blocks isolation that opens, and a job that no longer runs as another', () => {
    const catalog = (isolation_mode: string) => ({ name: 'c', isolation_mode });
    expect(changed('databricks_catalog.c', catalog('ISOLATED'), catalog('OPEN'))).toEqual([
      'access-widened: changes isolation_mode from ISOLATED to OPEN',
    ]);
    expect(changed('databricks_catalog.c', catalog('OPEN'), catalog('ISOLATED'))).toEqual([]);
    const job = (...run_as: Body[]) => ({ name: 'j', run_as });
    expect(
      changed('databricks_job.j', job({ service_principal_name: 'lakehouse-jobs' }), job()),
    ).toEqual(['access-beyond-model: the owner of the object (no role) gains RUN_AS on job j']);
  });

  it('reads a grant on the object that it is on after the plan', () => {
    const grant = [{ principal: 'analysts', privileges: ['SELECT'] }];
    const moved = changed(
      'databricks_grants.a',
      { table: 'lakehouse_local.gold.a', grant },
      { table: 'lakehouse_local.silver.reps', grant },
      { actions: ['delete', 'create'] },
    );
    expect(moved).toEqual([
      'access-beyond-model: analysts (analysts) gains SELECT on table lakehouse_local.silver.reps',
    ]);
  });
});

describe('access that the plan hides', () => {
  const hidden = (name: string) => ({
    before_sensitive: { [name]: true },
    after_sensitive: { [name]: true },
  });
  const grants = (principal: string) => ({
    schema: 'lakehouse_local.gold',
    grant: [{ principal, privileges: ['SELECT'] }],
  });
  const permissions = (group_name: string) => ({
    job_id: '1',
    access_control: [{ group_name, permission_level: 'CAN_MANAGE' }],
  });

  it('is any access, for sets that are hidden as a whole', () => {
    expect(changed('databricks_grants.a', grants('a'), grants('b'), hidden('grant'))).toEqual([
      'access-beyond-model: (sensitive) (no role) gains (sensitive) on schema lakehouse_local.gold',
    ]);
    expect(
      changed(
        'databricks_permissions.a',
        permissions('a'),
        permissions('b'),
        hidden('access_control'),
      ),
    ).toHaveLength(1);
    expect(changed('databricks_grants.a', grants('a'), grants('a'), hidden('grant'))).toEqual([]);
  });

  it('is any access, for a principal that is hidden', () => {
    const sensitive = { grant: [{ principal: true }] };
    const both = { before_sensitive: sensitive, after_sensitive: sensitive };
    expect(changed('databricks_grants.a', grants('a'), grants('b'), both)).toEqual([
      'access-beyond-model: (sensitive) (no role) gains SELECT on schema lakehouse_local.gold',
    ]);
    expect(changed('databricks_grants.a', grants('a'), grants('a'), both)).toEqual([]);
  });

  it('is counted: one more hidden principal may be any', () => {
    const [a, b] = [grants('a').grant[0], grants('b').grant[0]];
    const body = (...grant: unknown[]) => ({ schema: 'lakehouse_local.gold', grant });
    const sensitive = (count: number) => ({ grant: Array(count).fill({ principal: true }) });
    const more = { before_sensitive: sensitive(1), after_sensitive: sensitive(2) };
    expect(changed('databricks_grants.a', body(a), body(a, b), more)).toEqual([
      'access-beyond-model: (sensitive) (no role) gains SELECT on schema lakehouse_local.gold',
    ]);
    const less = { before_sensitive: sensitive(2), after_sensitive: sensitive(1) };
    expect(changed('databricks_grants.a', body(a, b), body(b), less)).toEqual([]);
  });

  it('is new to the review where it is imported', () => {
    const body = grants('contractors');
    const imported = resource('databricks_grants.a', body, body, { importing: { id: 'x' } });
    expect(found(planOf(imported))).toEqual([
      'access-beyond-model: contractors (no role) gains SELECT on schema lakehouse_local.gold',
    ]);
  });

  it('is not lost with the state: a forgotten grant still exists', () => {
    const forget = resource('databricks_grants.a', grants('a'), null, { actions: ['forget'] });
    expect(found(planOf(forget))).toEqual([
      'resource-forgotten: leaves the state; the object still exists',
    ]);
    expect(deleted('databricks_grants.a', grants('a'))).toEqual([]);
  });
});
