/** Audit actions on pipelines. */
import { action, type Actions } from '../../core/audit/action';

export const pipelineActions: Actions = {
  'POST /pipelines': action('deltaPipelines', 'create', 'name'),
  'PUT /pipelines/:id': action('deltaPipelines', 'edit', 'id', 'name'),
  'DELETE /pipelines/:id': action('deltaPipelines', 'delete', 'id'),
  'POST /pipelines/:id/updates': action('deltaPipelines', 'startUpdate', 'id', 'full_refresh'),
  'POST /pipelines/:id/stop': action('deltaPipelines', 'stop', 'id'),
};
