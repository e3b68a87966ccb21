import { actionKey } from '../../../../local/api/core/audit/action';
import { merged } from '../../../../local/api/core/service';
import { SERVICES } from '../../../../local/api/services';

const actions = merged(SERVICES, 'actions');
const routes = Object.keys({
  ...merged(SERVICES, 'routes'),
  ...merged(SERVICES, 'streamRoutes'),
});
const IMPORT = 'POST /workspace/import';

function keys(): string[] {
  return routes.map((route) => {
    const [method, path] = route.split(' ') as [string, string];
    return actionKey(method, path.replace(/\{([^,}]+)[^}]*\}/, '$1'));
  });
}

describe('the table of audited actions', () => {
  test('has every request that changes something', () => {
    const withoutAction = [
      // artifacts are parts of a run, and the requests on runs are recorded
      'DELETE /mlflow-artifacts/artifacts/*',
      'PUT /mlflow-artifacts/artifacts/*',
      // a read whose parameters are in the body
      'POST /clusters/events',
      // always refused: no cloud storage exists
      'POST /fs/create-abort-upload-url',
      'POST /fs/create-download-url',
      'POST /fs/create-resumable-upload-url',
      'POST /fs/create-upload-part-urls',
      'POST /fs/files/*',
      // always refused: Thrift is not served
      'POST /sql/1.0/endpoints/:id',
      'POST /sql/1.0/warehouses/:id',
      'POST /sql/protocolv1/o/*',
    ];
    const changes = keys().filter((key) => !/^(GET|HEAD) /.test(key));
    const found = changes.filter((key) => !Object.hasOwn(actions, key));
    expect(found.sort()).toEqual(withoutAction.sort());
  });

  test('has no entry that no route leads to', () => {
    const known = new Set([...keys(), IMPORT]);
    expect(Object.keys(actions).filter((key) => !known.has(key))).toEqual([]);
  });
});
