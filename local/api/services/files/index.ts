/** Files and folders of Unity Catalog volumes. */
import type { Service } from '../../core/service';
import { filesystemActions } from './actions';
import { directoryRoutes } from './directories';
import { fileRoutes } from './files';

export const files: Service = {
  name: 'files',
  streamRoutes: { ...fileRoutes, ...directoryRoutes },
  actions: filesystemActions,
};
