import { Mlflow } from '../../../../../local/api/services/mlflow/mlflow';
import { type Answer, Harness } from '../../harness';

const UC = '/api/2.1/unity-catalog';
const BOB = 'bob@example.com';

/** The service behind needs MLflow only for versions: none of these tests starts it. */
describe('models and their endpoints', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    await api.post('/api/2.0/preview/scim/v2/Users', { userName: BOB });
  });
  afterEach(async () => {
    expect(api.ws.get(Mlflow).server.isUp).toBe(false);
    await api.close();
  });

  const register = (as?: string): Promise<Answer> =>
    api.post(
      `${UC}/models`,
      { catalog_name: 'spark_catalog', schema_name: 'silver', name: 'outcome', comment: 'c' },
      as,
    );
  const MODEL = `${UC}/models/spark_catalog.silver.outcome`;

  test('a registered model is a securable of the type function', async () => {
    const { status, body } = await register();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      full_name: 'spark_catalog.silver.outcome',
      owner: 'admin@example.com',
      comment: 'c',
    });
    expect((await api.get(MODEL)).body).toEqual(body);
    const { aliases } = (await api.get(`${MODEL}?include_aliases=true`)).body;
    expect(aliases).toEqual([]);
    const list = await api.get(`${UC}/models?catalog_name=spark_catalog&schema_name=silver`);
    expect(list.body.registered_models).toEqual([body]);
    expect((await api.get(`${MODEL}/versions`)).body).toEqual({ model_versions: [] });

    expect((await register()).body.error_code).toBe('REGISTERED_MODEL_ALREADY_EXISTS');
    expect((await api.get(MODEL, BOB)).status).toBe(403);
    const grants = `${UC}/permissions/function/spark_catalog.silver.outcome`;
    const granted = await api.patch(grants, { changes: [{ principal: BOB, add: ['EXECUTE'] }] });
    expect(granted.status).toBe(200);
    expect((await api.delete(MODEL)).status).toBe(200);
    expect((await api.get(MODEL)).status).toBe(404);
    await register();
    expect((await api.get(grants)).body).toEqual({});
  });

  test('who may not create models in a schema does not, by either API', async () => {
    const refused = await register(BOB);
    expect(refused.body.message).toBe("User does not have USE CATALOG on Catalog 'spark_catalog'.");
    const path = '/api/2.0/mlflow/registered-models/create';
    const other = await api.post(path, { name: 'spark_catalog.silver.outcome' }, BOB);
    expect(other.status).toBe(403);
    expect((await api.post(path, { name: 'outcome' })).body.message).toBe(
      'Name of a registered model: must be <catalog>.<schema>.<model>, got outcome',
    );
  });

  test('an alias is set by the owner of the model: MANAGE is not enough', async () => {
    await register();
    for (const [type, name, privilege] of [
      ['catalog', 'spark_catalog', 'USE_CATALOG'],
      ['schema', 'spark_catalog.silver', 'USE_SCHEMA'],
      ['function', 'spark_catalog.silver.outcome', 'MANAGE'],
    ]) {
      const changes = [{ principal: BOB, add: [privilege] }];
      expect((await api.patch(`${UC}/permissions/${type}/${name}`, { changes })).status).toBe(200);
    }
    const refused = {
      status: 403,
      body: {
        message: "User is not an owner of Function 'spark_catalog.silver.outcome'.",
      },
    };
    const body = { name: 'spark_catalog.silver.outcome', alias: 'champion', version: '1' };
    const ways = [
      api.send('PUT', `${MODEL}/aliases/champion`, { as: BOB, body: { version_num: 1 } }),
      api.send('POST', '/api/2.0/mlflow/registered-models/alias', { as: BOB, body }),
    ];
    for (const answer of await Promise.all(ways)) expect(answer).toMatchObject(refused);
  });

  test('a version or alias that is not there is a 404 of its name', async () => {
    await register();
    const messageOf = async (path: string) => (await api.get(`${MODEL}/${path}`)).body.message;
    expect(await messageOf('versions/3')).toBe(
      "Registered model 'spark_catalog.silver.outcome' has no version 3.",
    );
    expect(await messageOf('aliases/champion')).toBe(
      "Registered model 'spark_catalog.silver.outcome' has no version with the alias champion.",
    );
  });

  test('a request to MLflow that names no object is refused', async () => {
    const { status, body } = await api.get('/api/2.0/mlflow/traces');
    expect([status, body.error_code]).toEqual([404, 'ENDPOINT_NOT_FOUND']);
    const run = await api.post('/api/2.0/mlflow/runs/create', { experiment_id: '0' }, BOB);
    expect(run.body.message).toBe(`${BOB} does not have CAN_EDIT on experiment 0`);
    const artifact = await api.send('PUT', '/api/2.0/mlflow-artifacts/artifacts/1/m/x.pkl', {
      body: 'poison',
      as: BOB,
    });
    expect(artifact.status).toBe(403);
    const climb = '/api/2.0/mlflow-artifacts/artifacts?path=1%2F..%2F2';
    expect((await api.get(climb)).body.error_code).toBe('INVALID_PARAMETER_VALUE');
  });

  test('an endpoint may be there before there is a model to serve', async () => {
    const path = '/api/2.0/serving-endpoints';
    const tags = [{ key: 'project', value: 'lakehouse' }];
    const made = await api.post(path, { name: 'outcome', tags });
    expect(made.body).toMatchObject({
      name: 'outcome',
      tags,
      creator: 'admin@example.com',
      state: { ready: 'NOT_READY', config_update: 'NOT_UPDATING' },
      permission_level: 'CAN_MANAGE',
    });
    expect((await api.get(`${path}/outcome`)).body).toEqual(made.body);
    expect((await api.post(path, { name: 'outcome' })).status).toBe(400);
    const asked = await api.post('/serving-endpoints/outcome/invocations', {});
    expect(asked.body).toEqual({
      error_code: 'INVALID_STATE',
      message: 'Serving endpoint outcome serves no model yet: no version of one has been put on it',
    });
    const unknown = await api.post('/serving-endpoints/other/invocations', {});
    expect([unknown.status, unknown.body.message]).toEqual([
      404,
      "Serving endpoint 'other' does not exist.",
    ]);
  });

  test('an endpoint is queried and managed by whom its permissions name', async () => {
    const path = '/api/2.0/serving-endpoints';
    const { id } = (await api.post(path, { name: 'outcome' })).body;
    const ask = () => api.post('/serving-endpoints/outcome/invocations', {}, BOB);
    expect((await ask()).body.message).toBe(
      `${BOB} does not have CAN_QUERY on serving endpoint outcome`,
    );
    const grant = (permission_level: string) =>
      api.send('PUT', `/api/2.0/permissions/serving-endpoints/${id}`, {
        body: { access_control_list: [{ user_name: BOB, permission_level }] },
      });
    await grant('CAN_VIEW');
    expect((await ask()).status).toBe(403);
    await grant('CAN_QUERY');
    expect((await ask()).body.error_code).toBe('INVALID_STATE');
    expect((await api.get(`${path}/outcome`, BOB)).body.permission_level).toBe('CAN_QUERY');
    const config = { body: { served_entities: [] }, as: BOB };
    expect((await api.send('PUT', `${path}/outcome/config`, config)).status).toBe(403);
  });

  test('tags and AI gateway of an endpoint are replaced, and it can be deleted', async () => {
    const path = '/api/2.0/serving-endpoints';
    await api.post(path, { name: 'outcome', tags: [{ key: 'a', value: '1' }] });
    const tags = await api.patch(`${path}/outcome/tags`, {
      add_tags: [{ key: 'b', value: '2' }],
      delete_tags: ['a'],
    });
    expect(tags.body).toEqual({ tags: [{ key: 'b', value: '2' }] });
    const table = { catalog_name: 'spark_catalog', schema_name: 'silver', enabled: true };
    const put = (fields: object) =>
      api.send('PUT', `${path}/outcome/ai-gateway`, { body: { name: 'outcome', ...fields } });
    const refused =
      'Serving endpoint outcome serves no model yet: set its inference table after the first version is served';
    expect((await put({ inference_table_config: table })).body.message).toBe(refused);
    const ai_gateway = { inference_table_config: table };
    expect((await api.post(path, { name: 'other', ai_gateway })).body).toMatchObject({
      error_code: 'INVALID_STATE',
    });
    await put({ usage_tracking_config: { enabled: true } });
    expect((await api.get(`${path}/outcome`)).body.ai_gateway).toEqual({
      usage_tracking_config: { enabled: true },
    });
    expect((await api.delete(`${path}/outcome`)).status).toBe(200);
    expect((await api.get(path)).body).toEqual({ endpoints: [] });
  });

  test('a configuration that cannot be served is refused by name', async () => {
    await register();
    const path = '/api/2.0/serving-endpoints';
    const create = async (entity: object, routes?: object[]) => {
      const config = { served_entities: [entity], traffic_config: { routes } };
      return (await api.post(path, { name: 'outcome', config })).body.message;
    };
    const entity = { entity_name: 'spark_catalog.silver.outcome', entity_version: '1' };
    expect(await create({ ...entity, workload_size: 'Huge' })).toBe(
      '`workload_size` of spark_catalog.silver.outcome: must be one of Small, Medium, Large, got Huge',
    );
    expect(await create(entity)).toBe(
      "Registered model 'spark_catalog.silver.outcome' has no version 1.",
    );
    expect(await create({ ...entity, entity_name: 'spark_catalog.silver.other' })).toBe(
      "Registered model 'spark_catalog.silver.other' does not exist.",
    );
    expect((await api.get(path)).body).toEqual({ endpoints: [] });
  });
});
