/** `/Volumes/<catalog>/<schema>/<volume>/...` and its place on disk. */
import { join } from 'node:path';
import { doesNotExist, invalidParameter } from './errors';
import type { Workspace } from './workspace';

export interface VolumePath {
  /** The path as clients write it, without a final slash. */
  readonly path: string;
  readonly disk: string;
  readonly isVolumeRoot: boolean;
}

/** Resolves a path of an existing volume; `given` may lack its first slash. */
export function resolveVolumePath(ws: Workspace, given: string): VolumePath {
  const segments = given.split('/').filter((segment) => segment !== '');
  const [root, catalog, schema, volume, ...rest] = segments;
  const path = `/${segments.join('/')}`;
  if (root !== 'Volumes' || !catalog || !schema || !volume) {
    throw invalidParameter(`Path must be /Volumes/<catalog>/<schema>/<volume>/..., got: ${path}`);
  }
  if (segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))) {
    throw invalidParameter(`Path must not contain '.' or '..' segments, got: ${path}`);
  }
  const fullName = [catalog, schema, volume].join('.').toLowerCase();
  if (!ws.state.collection('volumes').has(fullName)) {
    throw doesNotExist(`Volume '${fullName}' does not exist.`, 'NOT_FOUND');
  }
  return {
    path,
    disk: join(ws.home.volumes, ...fullName.split('.'), ...rest),
    isVolumeRoot: rest.length === 0,
  };
}
