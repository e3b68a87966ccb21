/** Files into a volume by the Files API: an existing file is compared, and never replaced unasked. */
import { createHash } from 'node:crypto';

import { ApiError, type Workspace } from '../../client/rest';

/** The outcome for a file: uploaded, existing with the same content, or with another. */
export type Outcome = 'loaded' | 'present' | 'different';

/** Uploads a file, unless its path exists; then the contents are compared. */
export async function upload(
  workspace: Workspace,
  path: string,
  content: Uint8Array<ArrayBuffer>,
  overwrite: boolean,
): Promise<Outcome> {
  const url = `/api/2.0/fs/files${encoded(path)}`;
  try {
    await workspace.request('PUT', url, { query: { overwrite }, body: content });
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
  const size = Number((await workspace.head(url)).get('content-length'));
  if (size !== content.length) return 'different';
  // The Files API has no checksum: of two contents of one size only a download shows the difference.
  return sha256(await workspace.download(url)) === sha256(content) ? 'present' : 'different';
}

/** Creates a folder with those above it; an existing one stays (Files API, "Create a directory"). */
export async function createFolder(workspace: Workspace, path: string): Promise<void> {
  await workspace.request('PUT', `/api/2.0/fs/directories${encoded(path)}`);
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
