import { profileFor } from '../../cli/principals';
import { Home } from '../../client/home';
import { rowsOf } from '../local/api/fake-cluster';
import { Harness } from '../local/api/harness';

const SCIM = '/api/2.0/preview/scim/v2';

describe('who one may be on the local workspace', () => {
  let api: Harness;

  beforeEach(async () => {
    api = await Harness.open();
    await api.withWarehouse();
    await api.post(`${SCIM}/Users`, { userName: 'analyst@example.com' });
    await api.post(`${SCIM}/ServicePrincipals`, {
      applicationId: 'a1b2',
      displayName: 'lakehouse-jobs',
    });
    // silver.reps with one rep
    api.cluster.handlers.execute_statement = ({ parameters }) => {
      const given = parameters[0]!.value!.toLowerCase();
      return rowsOf(['address'], given === 'rep_1@sales.example' ? [['rep_1@sales.example']] : []);
    };
  });
  afterEach(() => api.close());

  const profile = (principal: string) => profileFor(new Home(api.root), principal);

  test('a user, in any case', async () => {
    expect(await profile('analyst@example.com')).toBe('analyst@example.com');
    expect(await profile('Analyst@Example.com')).toBe('analyst@example.com');
  });

  test('the administrator, whose profile has another name', async () => {
    expect(await profile('admin@example.com')).toBe('lakehouse-local');
  });

  test('a service principal, by its application id or by its name', async () => {
    expect(await profile('a1b2')).toBe('a1b2');
    expect(await profile('lakehouse-jobs')).toBe('a1b2');
  });

  test('a rep, who becomes a user under the address of silver.reps', async () => {
    expect(await profile('REP_1@sales.example')).toBe('rep_1@sales.example');
    expect(api.ws.principals.byName('rep_1@sales.example')).toMatchObject({ kind: 'user' });
    expect(await profile('rep_1@sales.example')).toBe('rep_1@sales.example');
  });

  test.each(['nobody@example.com', 'analysts', 'lakehouse', "x' or 1=1"])(
    'nobody else: %s',
    async (name) => {
      await expect(profile(name)).rejects.toThrow(
        `principal: not a user, a service principal or an e-mail address of silver.reps, got ${name} (known: admin@example.com, analyst@example.com, lakehouse-jobs)`,
      );
      expect(api.ws.principals.byName(name)).toBeUndefined();
    },
  );
});
