/** `/Volumes/<catalog>/<schema>/<volume>/...` and its place on disk. */
import { join } from 'node:path';

import { doesNotExist, invalidParameter } from '../../core/errors';
import type { Principal } from '../../core/identity/principals';
import type { Workspace } from '../../core/workspace';
import { Access, securable } from '../unity-catalog/access/access';

export interface VolumePath {
  /** The path as clients write it, without a final slash. */
  readonly path: string;
  readonly disk: string;
  readonly isVolumeRoot: boolean;
}

/**
 * Resolves a path of an existing volume, which `principal` must have `privilege` on; `given` may
 * lack its first slash.
 */
export function resolveVolumePath(
  ws: Workspace,
  principal: Principal,
  privilege: 'READ_VOLUME' | 'WRITE_VOLUME',
  given: string,
): VolumePath {
  const on = securable('volume', parse(ws, given).volume);
  ws.get(Access).require(principal, privilege, on, ws.get(Access).tree.knows(on));
  return volumePath(ws, given);
}

/** Resolves a path of an existing volume for the workspace itself. */
export function volumePath(ws: Workspace, given: string): VolumePath {
  const { path, volume, rest } = parse(ws, given);
  if (!ws.state.collection('volumes').has(volume)) {
    throw doesNotExist(`Volume '${volume}' does not exist.`, 'NOT_FOUND');
  }
  return {
    path,
    disk: join(ws.home.volumes, ...volume.split('.'), ...rest),
    isVolumeRoot: rest.length === 0,
  };
}

function parse(ws: Workspace, given: string): { path: string; volume: string; rest: string[] } {
  const segments = given.split('/').filter((segment) => segment !== '');
  const [root, catalog, schema, volume, ...rest] = segments;
  const path = `/${segments.join('/')}`;
  if (root !== 'Volumes' || !catalog || !schema || !volume) {
    throw invalidParameter(`Path: must be /Volumes/<catalog>/<schema>/<volume>/..., got ${path}`);
  }
  if (segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))) {
    throw invalidParameter(`Path: must not contain '.' or '..' segments, got ${path}`);
  }
  const fullName = [ws.catalogNames.canonical(catalog), schema, volume].join('.');
  return { path, volume: fullName.toLowerCase(), rest };
}
