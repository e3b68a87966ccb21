import { actionKey, actions } from '../../../../local/api/services/actions';
import { jsonRoutes } from '../../../../local/api/services';
import { directoryRoutes } from '../../../../local/api/services/files/directories';
import { fileRoutes } from '../../../../local/api/services/files/files';

const routes = Object.keys({ ...jsonRoutes, ...fileRoutes, ...directoryRoutes });
const IMPORT = 'POST /workspace/import';

function keys(): string[] {
  return routes.map((route) => {
    const [method, path] = route.split(' ') as [string, string];
    return actionKey(method, path.replace(/\{([^,}]+)[^}]*\}/, '$1'));
  });
}

describe('the table of audited actions', () => {
  test('has every request that changes something', () => {
    // answered with an error alone: there is no cloud storage to upload to
    const refusedToAll = [
      'POST /fs/create-abort-upload-url',
      'POST /fs/create-download-url',
      'POST /fs/create-resumable-upload-url',
      'POST /fs/create-upload-part-urls',
      'POST /fs/files/*',
    ];
    const changes = keys().filter((key) => !/^(GET|HEAD) /.test(key));
    expect(changes.filter((key) => !Object.hasOwn(actions, key)).sort()).toEqual(refusedToAll);
  });

  test('has no entry that no route leads to', () => {
    const known = new Set([...keys(), IMPORT]);
    expect(Object.keys(actions).filter((key) => !known.has(key))).toEqual([]);
  });
});
