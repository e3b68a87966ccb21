/**
 * Upload sessions of large files. SDKs ask for one above 50 MB, to send the parts to cloud storage;
 * without one, the error has the form that makes them send the file as one stream.
 */
import { randomUUID } from 'node:crypto';

import { ApiError } from '../../core/errors';
import type { Routes } from '../../core/routes';
import { resolveVolumePath } from './volume-paths';

function noCloudStorage(): never {
  throw new ApiError(403, 'PERMISSION_DENIED', 'Presigned URLs are not enabled in this workspace', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'FILES_API_API_IS_NOT_ENABLED',
      domain: 'filesystem.databricks.com',
    },
  ]);
}

export const fileUploadSessions: Routes = {
  'POST /api/2.0/fs/files/*': ({ ws, principal, params }) => {
    resolveVolumePath(ws, principal, 'WRITE_VOLUME', params['*']!);
    return { multipart_upload: { session_token: randomUUID() } };
  },
  'POST /api/2.0/fs/create-upload-part-urls': noCloudStorage,
  'POST /api/2.0/fs/create-resumable-upload-url': noCloudStorage,
  'POST /api/2.0/fs/create-abort-upload-url': noCloudStorage,
  'POST /api/2.0/fs/create-download-url': noCloudStorage,
};
