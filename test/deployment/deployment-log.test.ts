import { Workspace } from '../../client/rest';
import { type Deployment, DeploymentLog } from '../../deployment/deployment-log';
import { FakeWorkspace, type Handler } from '../cli/fake-workspace';

const VOLUME = '/Volumes/lakehouse_prod/ops/deployments';
const NOTHING = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  forget: 0,
  move: 0,
  import: 0,
  unchanged: 0,
  drifted: 0,
};

const deployment: Omit<Deployment, 'version' | 'number'> = {
  environment: 'prod',
  commit: 'a'.repeat(40),
  planDigest: 'sha256:1',
  outcome: 'succeeded',
  startedAt: '2026-11-25T15:42:00.000Z',
  endedAt: '2026-11-25T15:43:00.000Z',
  by: 'lakehouse-deploy',
  changes: { ...NOTHING, create: 0, update: 1 },
  overrides: [],
  versions: { terraform: '1.11.4', providers: {} },
};

describe('DeploymentLog', () => {
  let fake: FakeWorkspace | undefined;
  afterEach(() => fake?.stop());

  async function log(handlers: Record<string, Handler>): Promise<DeploymentLog> {
    fake = await FakeWorkspace.start(handlers);
    return new DeploymentLog(
      new Workspace({ host: fake.host, token: 'secret', source: 'test' }),
      VOLUME,
    );
  }
  const files = (...names: string[]): Handler => {
    const contents = names.map((name) => ({ name }));
    return () => ({ json: { contents } });
  };

  it('has none before the first deployment, which makes the volume', async () => {
    const none = await log({
      'GET /api/2.0/fs/directories': () => ({
        status: 404,
        json: { error_code: 'NOT_FOUND', message: 'no volume' },
      }),
    });
    expect(await none.last()).toBeUndefined();
    expect(await none.latest(5)).toEqual([]);
  });

  it('reads the latest, the last first, and nothing that is no deployment', async () => {
    const some = await log({
      [`GET /api/2.0/fs/directories${VOLUME}`]: (asked) =>
        asked.query.get('page_token')
          ? { json: { contents: [{ name: '000011.json' }] } }
          : {
              json: {
                contents: [{ name: '000009.json' }, { name: 'notes.txt' }, { name: '000010.json' }],
                next_page_token: 'next',
              },
            },
      [`GET /api/2.0/fs/files${VOLUME}`]: (asked) => ({
        json: { number: Number(/(\d+)\.json$/.exec(asked.path)?.[1]) },
      }),
    });
    expect((await some.latest(2)).map(({ number }) => number)).toEqual([11, 10]);
    expect((await some.last())?.number).toBe(11);
  });

  it('adds under the next number, and under one further where that was taken meanwhile', async () => {
    let puts = 0;
    const contended = await log({
      'GET /api/2.0/fs/directories': () =>
        files(...['000001.json', '000002.json'].slice(0, 1 + puts))({} as never),
      'PUT /api/2.0/fs/files': () => {
        puts += 1;
        return puts === 1
          ? { status: 409, json: { error_code: 'ALREADY_EXISTS', message: 'there' } }
          : { status: 204 };
      },
    });
    expect((await contended.append(deployment)).number).toBe(3);
    const put = fake!.asked.filter(({ method }) => method === 'PUT');
    expect(put.map(({ path, query }) => [path.split('/').at(-1), query.get('overwrite')])).toEqual([
      ['000002.json', 'false'],
      ['000003.json', 'false'],
    ]);
    expect(JSON.parse(String(put[1]?.body))).toEqual({ version: 1, number: 3, ...deployment });
  });

  it('tells a refusal, not that nothing is deployed', async () => {
    const refused = await log({
      'GET /api/2.0/fs/directories': () => ({
        status: 403,
        json: { error_code: 'PERMISSION_DENIED', message: 'READ_VOLUME is missing' },
      }),
    });
    await expect(refused.last()).rejects.toThrow('PERMISSION_DENIED: READ_VOLUME is missing');
  });
});
