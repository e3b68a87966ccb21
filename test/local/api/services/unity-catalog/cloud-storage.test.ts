import { Harness } from '../../harness';

const UC = '/api/2.1/unity-catalog';
const role = { role_arn: 'arn:aws:iam::123456789012:role/landing' };
const credential = { name: 'landing', aws_iam_role: role };
const location = { name: 'landing', url: 's3://landing/calls', credential_name: 'landing' };

describe('storage credentials and external locations', () => {
  let api: Harness;
  beforeEach(async () => (api = await Harness.open()));
  afterEach(() => api.close());

  test('a role gets an external id, and keeps it', async () => {
    const { body } = await api.post(`${UC}/storage-credentials`, credential);
    expect(body.aws_iam_role).toEqual({
      ...role,
      external_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      unity_catalog_iam_arn: expect.stringContaining('unity-catalog'),
    });
    const other = { role_arn: 'arn:aws:iam::123456789012:role/other' };
    const changed = await api.patch(`${UC}/storage-credentials/landing`, { aws_iam_role: other });
    expect(changed.body.aws_iam_role).toEqual({ ...body.aws_iam_role, ...other });
    const listed = await api.get(`${UC}/storage-credentials`);
    expect(listed.body.storage_credentials).toEqual([changed.body]);
  });

  test('Azure gets a credential id, GCP an account to open the bucket to', async () => {
    const azure = await api.post(`${UC}/storage-credentials`, {
      name: 'azure',
      azure_managed_identity: { access_connector_id: '/subscriptions/s' },
    });
    expect(azure.body.azure_managed_identity).toEqual({
      access_connector_id: '/subscriptions/s',
      credential_id: expect.any(String),
    });
    const gcp = await api.post(`${UC}/storage-credentials`, {
      name: 'gcp',
      databricks_gcp_service_account: {},
    });
    expect(gcp.body.databricks_gcp_service_account.email).toMatch(/^db-uc-/);
  });

  test('a location keeps its queue through a change that only names the kind', async () => {
    await api.post(`${UC}/storage-credentials`, credential);
    const file_event_queue = { provided_sqs: { queue_url: 'https://sqs/landing' } };
    await api.post(`${UC}/external-locations`, { ...location, file_event_queue });
    const change = { comment: 'c', file_event_queue: { provided_sqs: {} } };
    const { body } = await api.patch(`${UC}/external-locations/landing`, change);
    expect(body).toMatchObject({ comment: 'c', file_event_queue });
    const other = { file_event_queue: { managed_sqs: {} } };
    const changed = await api.patch(`${UC}/external-locations/landing`, other);
    expect(changed.body.file_event_queue).toEqual({ managed_sqs: {} });
  });

  test('a location is over a credential, and holds it', async () => {
    await api.post(`${UC}/storage-credentials`, credential);
    const { body } = await api.post(`${UC}/external-locations`, {
      ...location,
      enable_file_events: true,
      file_event_queue: { managed_sqs: {} },
    });
    expect(body).toMatchObject({ ...location, file_event_queue: { managed_sqs: {} } });
    const refused = await api.delete(`${UC}/storage-credentials/landing`);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      "Storage credential 'landing' is used by external locations: landing",
    ]);
    expect((await api.delete(`${UC}/external-locations/landing`)).status).toBe(200);
    expect((await api.delete(`${UC}/storage-credentials/landing`)).status).toBe(200);
  });

  test.each([
    ['storage-credentials', { name: 'none' }, 400, /must have one of aws_iam_role, .* got none/],
    [
      'external-locations',
      { ...location, credential_name: 'other' },
      404,
      /'other' does not exist/,
    ],
    ['external-locations', { ...location, url: '/landing' }, 400, /must begin with s3:/],
    [
      'external-locations',
      { ...location, url: 's3://there/deeper' },
      400,
      /overlaps with an existing external location 'there'/,
    ],
    ['external-locations', { ...location, url: 's3://there' }, 200, undefined],
  ])('%s: %j', async (kind, body, status, message) => {
    await api.post(`${UC}/storage-credentials`, credential);
    if (status !== 200) {
      await api.post(`${UC}/external-locations`, {
        ...location,
        name: 'there',
        url: 's3://there/',
      });
    }
    const answer = await api.post(`${UC}/${kind}`, body);
    expect(answer.status).toBe(status);
    if (message) expect(answer.body.message).toMatch(message);
  });

  test('making them takes privileges on the metastore, and on the credential', async () => {
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: 'rep@example.com' });
    const asRep = { headers: { authorization: `Bearer ${api.token('rep@example.com')}` } };
    const create = (kind: string, body: object) =>
      api.send('POST', `${UC}/${kind}`, { body, ...asRep });
    expect((await create('storage-credentials', credential)).status).toBe(403);
    await api.post(`${UC}/storage-credentials`, credential);
    const grant = (type: string, name: string, add: string[]) =>
      api.patch(`${UC}/permissions/${type}/${name}`, {
        changes: [{ principal: 'rep@example.com', add }],
      });
    await grant('metastore', api.ws.state.metastoreId, ['CREATE_EXTERNAL_LOCATION']);
    expect((await create('external-locations', location)).status).toBe(403);
    await grant('storage_credential', 'landing', ['CREATE_EXTERNAL_LOCATION']);
    expect((await create('external-locations', location)).status).toBe(200);
  });
});
