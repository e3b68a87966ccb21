/** Actions on the files and folders of volumes. */
import type { Actions, Describe } from '../../core/audit/action';

function onPath(name: string): Describe {
  return ({ params }) => [
    { service: 'filesystem', name, params: { path: `/${params['*']!.replace(/^\/+/, '')}` } },
  ];
}

export const filesystemActions: Actions = {
  'GET /fs/files/*': onPath('filesGet'),
  'HEAD /fs/files/*': onPath('filesHead'),
  'PUT /fs/files/*': onPath('filesPut'),
  'DELETE /fs/files/*': onPath('filesDelete'),
  'GET /fs/directories/*': onPath('directoriesGet'),
  'HEAD /fs/directories/*': onPath('directoriesHead'),
  'PUT /fs/directories/*': onPath('directoriesPut'),
  'DELETE /fs/directories/*': onPath('directoriesDelete'),
};
