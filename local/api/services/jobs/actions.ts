/** Audit actions on jobs and runs. */
import { action, type Actions, type Describe } from '../../core/audit/action';
import { objectIn } from '../../core/json';

/** The settings of a job can hold secrets: only its name and principal are recorded. */
function jobSettings(name: string, settings: 'body' | 'new_settings'): Describe {
  return ({ body }) => {
    const given = settings === 'body' ? body : objectIn(body, 'new_settings');
    return [
      {
        service: 'jobs',
        name,
        params: { job_id: body.job_id, name: given.name, run_as: given.run_as },
      },
    ];
  };
}

export const jobActions: Actions = {
  'POST /jobs/create': jobSettings('create', 'body'),
  'POST /jobs/reset': jobSettings('reset', 'new_settings'),
  'POST /jobs/update': jobSettings('update', 'new_settings'),
  'POST /jobs/delete': action('jobs', 'delete', 'job_id'),
  'POST /jobs/run-now': action('jobs', 'runNow', 'job_id', 'job_parameters'),
  'POST /jobs/runs/submit': action('jobs', 'submitRun', 'run_name'),
  'POST /jobs/runs/cancel': action('jobs', 'cancel', 'run_id'),
  'POST /jobs/runs/cancel-all': action('jobs', 'cancelAllRuns', 'job_id'),
  'POST /jobs/runs/repair': action('jobs', 'repairRun', 'run_id', 'rerun_tasks'),
  'POST /jobs/runs/delete': action('jobs', 'deleteRun', 'run_id'),
  'GET /jobs/runs/get-output': action('jobs', 'getRunOutput', 'run_id'),
};
