import { Workspace } from '../../client/rest';
import { warehouse } from '../../deployment/smoke';
import { dev } from '../../environments/dev';
import { FakeWorkspace } from '../cli/fake-workspace';

describe('smoke, of the warehouse', () => {
  /** The check of a caller whose statements fail by this error, where they read a schema. */
  async function check(fails: (schema: string) => string | undefined) {
    const fake = await FakeWorkspace.start({
      'GET /api/2.0/sql/warehouses': () => ({
        json: { warehouses: [{ id: 'w', state: 'RUNNING' }] },
      }),
      'POST /api/2.0/sql/statements': ({ body }) => {
        const { statement } = JSON.parse(body.toString()) as { statement: string };
        const message = fails(/from \w+\.(\w+)\./.exec(statement)![1]!);
        const status =
          message === undefined
            ? { state: 'SUCCEEDED' }
            : { state: 'FAILED', error: { error_code: 'BAD_REQUEST', message } };
        return { json: { statement_id: 's', status, result: { data_array: [['2']] } } };
      },
    });
    try {
      return await warehouse(dev, new Workspace({ host: fake.host, token: 't', source: 'test' }));
    } finally {
      await fake.stop();
    }
  }
  const REFUSED = '[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT';

  it('reads the tables that the owners of the schemas may read', async () => {
    const { problems, found } = await check((schema) =>
      schema === 'silver' ? REFUSED : undefined,
    );
    expect(problems).toEqual([]);
    expect(found).toMatch(/^\d+ rows in \d tables; no SELECT on \d others$/);
  });

  it('fails where nothing may be read, and where a statement fails by another error', async () => {
    const { problems } = await check(() => REFUSED);
    expect(problems).toEqual([expect.stringMatching(/^no SELECT on any of lakehouse_dev\.bronze/)]);
    const broken = await check((schema) => (schema === 'gold' ? '[DELTA_MISSING] gone' : REFUSED));
    expect(broken.problems).toEqual(['BAD_REQUEST: [DELTA_MISSING] gone']);
  });
});
