/** Git folders: the workspace has none. Source: REST reference, Git folders. */
import { ApiError, doesNotExist } from '../../core/errors';
import type { Call, Routes } from '../../core/routes';

const REPOS = '/api/2.0/repos';

function noRepo({ params }: Call): never {
  throw doesNotExist(`Repo with id ${params.id} does not exist`);
}

export const gitFolderRoutes: Routes = {
  [`GET ${REPOS}`]: () => ({}),
  [`GET ${REPOS}/:id`]: noRepo,
  [`PATCH ${REPOS}/:id`]: noRepo,
  [`DELETE ${REPOS}/:id`]: noRepo,
  [`POST ${REPOS}`]: () => {
    throw new ApiError(
      501,
      'NOT_IMPLEMENTED',
      'The local workspace has no Git folders. See docs/reference/parity.md: /api/*/repos. Import files by the Workspace API',
    );
  },
};
