import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { AuditEvent } from '../../../../../local/api/core/audit/event';
import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import { recordDecision } from '../../../../../local/api/services/unity-catalog/audit/statements';
import { Harness } from '../../harness';

const UC = '/api/2.1/unity-catalog';
const SCIM = '/api/2.0/preview/scim/v2';

describe('the audit log', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
  });
  afterEach(() => api.close());

  function text(): string {
    const folder = join(api.root, 'audit');
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  }

  async function events(service?: string): Promise<AuditEvent[]> {
    await api.ws.audit.flush();
    const all: AuditEvent[] = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return all.filter((event) => service === undefined || event.service_name === service);
  }

  test('has a row of the documented columns for a change of grants', async () => {
    const changes = [{ principal: 'users', add: ['SELECT'] }];
    await api.patch(`${UC}/permissions/schema/spark_catalog.silver`, { changes });
    const found = (await events()).filter((event) => event.action_name === 'updatePermissions');
    expect(found).toEqual([
      {
        account_id: '00000000-0000-0000-0000-000000000000',
        workspace_id: '0',
        version: '2.0',
        event_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        event_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        source_ip_address: '127.0.0.1',
        user_agent: expect.any(String),
        session_id: null,
        user_identity: { email: 'admin@example.com', subject_name: null },
        service_name: 'unityCatalog',
        action_name: 'updatePermissions',
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        request_params: {
          securable_type: 'schema',
          securable_full_name: 'spark_catalog.silver',
          changes: '[{"principal":"users","add":["SELECT"]}]',
          workspace_id: String(api.ws.state.workspaceId),
          metastore_id: api.ws.state.metastoreId,
        },
        response: { status_code: 200, error_message: null, result: null },
        audit_level: 'ACCOUNT_LEVEL',
        event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        identity_metadata: { run_by: 'admin@example.com', run_as: 'admin@example.com' },
      },
    ]);
  });

  test('says of what was not done why', async () => {
    await api.get(`${UC}/schemas/spark_catalog.nowhere`);
    const [event] = (await events()).filter(({ action_name: name }) => name === 'getSchema');
    expect(event).toMatchObject({
      request_params: { full_name_arg: 'spark_catalog.nowhere' },
      response: {
        status_code: 404,
        error_message: "Schema 'spark_catalog.nowhere' does not exist.",
      },
    });
  });

  test('has refusals: of a caller without a token, with a wrong one, without the right', async () => {
    await api.send('GET', '/api/2.2/jobs/list', { token: null });
    await api.send('GET', '/api/2.2/jobs/list', { token: 'dapi0123' });
    await api.post(`${SCIM}/Users`, { userName: 'a@example.com' });
    await api.send('GET', '/api/2.0/token-management/tokens', { as: 'a@example.com' });
    await api.post(`${SCIM}/Groups`, { displayName: 'mine' }, 'a@example.com');
    const refused = (await events()).filter((event) => event.response.status_code >= 401);
    expect(
      refused.map((event) => [
        event.user_identity.email,
        event.action_name,
        event.response.status_code,
      ]),
    ).toEqual([
      [null, 'tokenLogin', 401],
      [null, 'tokenLogin', 403],
      ['a@example.com', 'GET /token-management/tokens', 403],
      ['a@example.com', 'createGroup', 403],
    ]);
    expect(refused[3]!.response.error_message).toContain('does not have permission');
  });

  test('has who came into a group and who went, by name', async () => {
    const user = await api.post(`${SCIM}/Users`, { userName: 'a@example.com' });
    const group = await api.post(`${SCIM}/Groups`, { displayName: 'analysts' });
    const path = `${SCIM}/Groups/${group.body.id}`;
    const { id } = user.body;
    await api.patch(path, { Operations: [{ op: 'add', value: { members: [{ value: id }] } }] });
    await api.patch(path, { Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }] });
    await api.delete(path);
    await api.delete(`${SCIM}/Users/${id}`);
    const found = await events('accounts');
    expect(
      found.map(({ action_name: name, request_params: params }) => [
        name,
        params.targetGroupName,
        params.targetUserName,
      ]),
    ).toEqual([
      ['add', undefined, 'a@example.com'],
      ['createGroup', 'analysts', undefined],
      ['addPrincipalToGroup', 'analysts', 'a@example.com'],
      ['removePrincipalFromGroup', 'analysts', 'a@example.com'],
      ['removeGroup', 'analysts', undefined],
      ['delete', undefined, 'a@example.com'],
    ]);
  });

  test('has what goes into the workspace and what leaves it', async () => {
    const file = '/api/2.0/fs/files/Volumes/spark_catalog/silver/landing/a.json';
    await api.send('PUT', file, { body: '{}' });
    await api.get(file);
    const content = Buffer.from('select 1').toString('base64');
    await api.post('/api/2.0/workspace/import', { path: '/Shared/a.sql', content, format: 'AUTO' });
    await api.get('/api/2.0/workspace/export?path=/Shared/a.sql');
    const form = new FormData();
    form.set('path', '/Shared/b.sql');
    form.set('format', 'AUTO');
    form.set('content', new Blob(['select 2']), 'b.sql');
    await api.send('POST', '/api/2.0/workspace/import', { body: form });
    const found = [...(await events('filesystem')), ...(await events('workspace'))];
    expect(
      found.map(({ action_name: name, request_params: params }) => [
        name,
        params.path ?? params.notebookFullPath,
      ]),
    ).toEqual([
      ['filesPut', '/Volumes/spark_catalog/silver/landing/a.json'],
      ['filesGet', '/Volumes/spark_catalog/silver/landing/a.json'],
      ['workspaceImport', '/Shared/a.sql'],
      ['workspaceExport', '/Shared/a.sql'],
      ['workspaceImport', '/Shared/b.sql'],
    ]);
  });

  test('has a statement when it comes and when it ends, under one id', async () => {
    const warehouse = await api.withWarehouse();
    api.cluster.handlers.execute_statement = () => {
      throw new ClusterError('PARSE_SYNTAX_ERROR', 'near bad');
    };
    await api.post('/api/2.0/sql/statements', { statement: 'bad', warehouse_id: warehouse });
    const [submit, finish] = (await events('databrickssql'))
      .slice(-2)
      .sort((a) => (a.action_name === 'commandSubmit' ? -1 : 1));
    expect(submit).toMatchObject({
      action_name: 'commandSubmit',
      request_params: { commandText: 'bad', warehouseId: warehouse },
      response: { status_code: 200 },
    });
    expect(finish).toMatchObject({
      action_name: 'commandFinish',
      source_ip_address: '127.0.0.1',
      request_params: { commandId: submit!.request_params.commandId },
      response: { status_code: 400, error_message: expect.stringContaining('near bad') },
    });
  });

  test('has no token: neither an issued one nor one in the text of a statement', async () => {
    const warehouse = await api.withWarehouse();
    const made = await api.post('/api/2.0/token/create', { comment: 'mine' });
    const statement = `select '${made.body.token_value}' as t`;
    await api.post('/api/2.0/sql/statements', { statement, warehouse_id: warehouse });
    const all = await events();
    expect(all.map((event) => event.action_name)).toContain('generateDbToken');
    expect(all.some((event) => event.request_params.commandText === "select '[token]' as t")).toBe(
      true,
    );
    expect(text()).not.toContain(made.body.token_value);
    expect(text()).not.toContain(api.token());
  });

  test('can be read by its owner only, and goes on after a restart', async () => {
    await api.get(`${UC}/schemas/spark_catalog.silver`);
    const before = (await events()).length;
    const [name] = readdirSync(join(api.root, 'audit'));
    expect(statSync(join(api.root, 'audit', name!)).mode & 0o777).toBe(0o600);
    api = await api.restart();
    await api.get(`${UC}/schemas/spark_catalog.silver`);
    expect(await events()).toHaveLength(before + 1);
  });

  test('writes what is decided of a statement as the credential it gets, or the refusal', async () => {
    const actor = { principal: 'a@example.com', requestId: 'statement-1' };
    const decision = { securableType: 'table', fullName: 'spark_catalog.silver.reps' };
    recordDecision(api.ws.audit, actor, { ...decision, privilege: 'SELECT', allowed: true });
    recordDecision(api.ws.audit, actor, {
      ...decision,
      privilege: 'MODIFY',
      allowed: false,
      message: 'no MODIFY',
    });
    recordDecision(api.ws.audit, actor, {
      privilege: 'USE_SCHEMA',
      securableType: 'schema',
      fullName: 'spark_catalog.silver',
      allowed: false,
      message: 'no USE SCHEMA',
    });
    const found = (await events()).filter((event) => event.request_id === 'statement-1');
    expect(found.map((e) => [e.action_name, e.request_params, e.response])).toMatchObject([
      [
        'generateTemporaryTableCredential',
        { table_full_name: 'spark_catalog.silver.reps', operation: 'READ' },
        { status_code: 200 },
      ],
      [
        'generateTemporaryTableCredential',
        { table_full_name: 'spark_catalog.silver.reps', operation: 'READ_WRITE' },
        { status_code: 403, error_message: 'no MODIFY' },
      ],
      [
        'getSchema',
        { full_name_arg: 'spark_catalog.silver', privilege: 'USE_SCHEMA' },
        { status_code: 403, error_message: 'no USE SCHEMA' },
      ],
    ]);
  });
});
