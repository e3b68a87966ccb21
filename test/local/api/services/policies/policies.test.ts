import { Access, securable } from '../../../../../local/api/services/unity-catalog/access/access';
import { Harness } from '../../harness';

const UC = '/api/2.1/unity-catalog';
const TABLE = 'spark_catalog.silver.people';
const COLUMN = `${TABLE}.name`;
const FUNCTION = 'spark_catalog.silver.mask_name';
const RULE_SETS = '/api/2.0/preview/accounts/access-control/rule-sets';
const MASK = {
  name: 'personal_data_name',
  on_securable_type: 'CATALOG',
  on_securable_fullname: 'spark_catalog',
  policy_type: 'POLICY_TYPE_COLUMN_MASK',
  for_securable_type: 'TABLE',
  to_principals: ['account users'],
  except_principals: ['admin@example.com', 'readers'],
  match_columns: [{ condition: "has_tag_value('pii', 'name')", alias: 'value' }],
  column_mask: { function_name: FUNCTION, on_column: 'value' },
};
const FILTER = {
  ...MASK,
  name: 'rejected',
  on_securable_type: 'TABLE',
  on_securable_fullname: TABLE,
  policy_type: 'POLICY_TYPE_ROW_FILTER',
  match_columns: [],
  column_mask: undefined,
  row_filter: { function_name: FUNCTION },
};
const ASSIGNMENT = {
  entity_type: 'columns',
  entity_name: COLUMN,
  tag_key: 'pii',
  tag_value: 'name',
};

describe('policies', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    const warehouse_id = await api.withWarehouse();
    await api.post('/api/2.0/sql/statements', {
      statement: 'CREATE TABLE `spark_catalog`.`silver`.`people` (`name` STRING) USING DELTA;',
      warehouse_id,
    });
    api.ws.get(Access).tree.record(securable('function', FUNCTION), 'admin@example.com');
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: 'ann@example.com' });
    await api.post('/api/2.0/preview/scim/v2/Groups', { displayName: 'readers' });
    await api.post('/api/2.1/tag-policies', {
      tag_key: 'pii',
      values: [{ name: 'name' }, { name: 'text' }],
    });
  });
  afterEach(() => api.close());

  const grant = (privileges: string[], on = `table/${TABLE}`) =>
    api.patch(`${UC}/permissions/${on}`, {
      changes: [{ principal: 'ann@example.com', add: privileges }],
    });
  const of = (name: string) => api.ws.forCluster(api.ws.principals.byName(name)!).policies;

  test('mask the tagged columns of each principal that they do not except', async () => {
    expect(of('ann@example.com')).toEqual({});
    expect((await api.post(`${UC}/policies`, MASK)).status).toBe(200);
    expect(of('ann@example.com')).toEqual({});
    expect((await api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT)).status).toBe(200);
    expect(of('ann@example.com')).toEqual({
      [TABLE]: { masks: { name: FUNCTION }, filters: [] },
    });
    expect(of('admin@example.com')).toEqual({});
    // another value matches no policy
    const path = `${UC}/entity-tag-assignments/columns/${COLUMN}/tags/pii`;
    expect((await api.patch(path, { tag_value: 'text' })).body.tag_value).toBe('text');
    expect(of('ann@example.com')).toEqual({});
  });

  test('filter the rows of a table', async () => {
    expect((await api.post(`${UC}/policies`, FILTER)).status).toBe(200);
    expect(of('ann@example.com')).toEqual({ [TABLE]: { masks: {}, filters: [FUNCTION] } });
  });

  test('refuse a table with two masks on a column', async () => {
    const other = 'spark_catalog.silver.mask_text';
    api.ws.get(Access).tree.record(securable('function', other), 'admin@example.com');
    await api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT);
    await api.post(`${UC}/policies`, MASK);
    await api.post(`${UC}/policies`, {
      ...MASK,
      name: 'second',
      column_mask: { function_name: other, on_column: 'value' },
    });
    expect(of('ann@example.com')[TABLE]!.refusal).toMatch(
      /^\[COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS\]/,
    );
  });

  test('end with their table', async () => {
    await api.post(`${UC}/policies`, MASK);
    await api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT);
    api.ws.get(Access).tree.forget(securable('table', TABLE));
    expect(of('ann@example.com')).toEqual({});
  });

  test('need MANAGE on their object and EXECUTE on their function', async () => {
    expect((await api.post(`${UC}/policies`, MASK, 'ann@example.com')).status).toBe(403);
    await grant(['MANAGE', 'USE_CATALOG', 'USE_SCHEMA'], 'catalog/spark_catalog');
    const refused = await api.post(`${UC}/policies`, MASK, 'ann@example.com');
    expect(refused.body.message).toMatch(/EXECUTE/);
    expect((await api.get(`${UC}/policies/CATALOG/spark_catalog`, 'ann@example.com')).status).toBe(
      200,
    );
  });

  test.each<[string, unknown, RegExp]>([
    ['match_columns', [{ condition: "has_tag('team')", alias: 'value' }], /is not governed/],
    ['match_columns', [{ condition: 'true', alias: 'value' }], /Use has_tag or has_tag_value/],
    ['match_columns', [{ condition: "has_tag('pii')", alias: 'x' }], /`on_column` must be/],
    ['to_principals', [], /must name a principal/],
    ['except_principals', ['missing'], /Could not find principal/],
    ['for_securable_type', 'VIEW', /Use TABLE/],
    ['when_condition', "has_tag('pii')", /not supported/],
    ['column_mask', { function_name: 'spark_catalog.silver.f', on_column: 'value' }, /not exist/],
    ['policy_type', 'POLICY_TYPE_GRANT', /Use POLICY_TYPE_COLUMN_MASK/],
    ['to_principals', Array.from({ length: 20 }, () => 'account users'), /at most 20 principals/],
  ])('with %s %j are refused', async (field, value, message) => {
    const { status, body } = await api.post(`${UC}/policies`, { ...MASK, [field]: value });
    expect([status >= 400, body.message]).toEqual([true, expect.stringMatching(message)]);
  });

  test('have one name each, change and are removed', async () => {
    await api.post(`${UC}/policies`, MASK);
    expect((await api.post(`${UC}/policies`, MASK)).body.error_code).toBe('POLICY_ALREADY_EXISTS');
    const path = `${UC}/policies/CATALOG/spark_catalog/${MASK.name}`;
    await api.patch(path, { except_principals: ['readers'] });
    expect((await api.get(path)).body.except_principals).toEqual(['readers']);
    expect((await api.delete(path)).status).toBe(200);
    expect((await api.get(path)).body.error_code).toBe('POLICY_NOT_FOUND');
  });

  test('are kept over a restart', async () => {
    await api.post(`${UC}/policies`, MASK);
    await api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT);
    api = await api.restart();
    expect(of('ann@example.com')[TABLE]!.masks).toEqual({ name: FUNCTION });
  });

  test('tags are assigned by who has APPLY TAG on the table and ASSIGN on the governed tag', async () => {
    const assign = () => api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT, 'ann@example.com');
    await grant(['USE_CATALOG'], 'catalog/spark_catalog');
    await grant(['USE_SCHEMA'], 'schema/spark_catalog.silver');
    expect((await assign()).body.message).toMatch(/APPLY TAG/);
    await grant(['ALL_PRIVILEGES']);
    expect((await assign()).body.message).toMatch(/does not have ASSIGN on the governed tag 'pii'/);
    const { id } = (await api.get('/api/2.1/tag-policies/pii')).body;
    const name = `accounts/0/tagPolicies/${id}/ruleSets/default`;
    const rule = { role: 'roles/tagPolicy.assigner', principals: ['users/ann@example.com'] };
    const put = await api.send('PUT', RULE_SETS, {
      body: { name, rule_set: { name, etag: '', grant_rules: [rule] } },
    });
    expect(put.body.grant_rules).toEqual([rule]);
    expect((await api.get(`${RULE_SETS}?name=${name}&etag=`)).body).toEqual(put.body);
    expect((await assign()).status).toBe(200);
  });

  test('a tag is not removed by who may not assign it', async () => {
    await api.post(`${UC}/entity-tag-assignments`, ASSIGNMENT);
    await grant(['USE_CATALOG'], 'catalog/spark_catalog');
    await grant(['USE_SCHEMA'], 'schema/spark_catalog.silver');
    await grant(['ALL_PRIVILEGES']);
    const path = `${UC}/entity-tag-assignments/columns/${COLUMN}/tags/pii`;
    const refused = await api.send('DELETE', path, { as: 'ann@example.com' });
    expect(refused.body.message).toMatch(/does not have ASSIGN/);
    expect((await api.delete(path)).status).toBe(200);
    const { body } = await api.get(`${UC}/entity-tag-assignments/columns/${COLUMN}/tags`);
    expect(body.tag_assignments).toEqual([]);
  });

  test('governed tags have allowed values, and admins create them', async () => {
    const wrong = { ...ASSIGNMENT, tag_value: 'number' };
    expect((await api.post(`${UC}/entity-tag-assignments`, wrong)).body.message).toMatch(
      /got number. Use name, text/,
    );
    const other = { ...ASSIGNMENT, entity_name: `${TABLE}.absent` };
    expect((await api.post(`${UC}/entity-tag-assignments`, other)).body.error_code).toBe(
      'COLUMN_DOES_NOT_EXIST',
    );
    const tag = { tag_key: 'team', values: [] };
    expect((await api.post('/api/2.1/tag-policies', tag, 'ann@example.com')).status).toBe(403);
    expect((await api.post('/api/2.1/tag-policies', tag)).status).toBe(200);
    expect((await api.post('/api/2.1/tag-policies', tag)).body.error_code).toBe('ALREADY_EXISTS');
    expect((await api.get('/api/2.1/tag-policies')).body.tag_policies).toHaveLength(2);
  });
});
