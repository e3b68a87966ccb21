/** A task that updates a pipeline: it takes as long as the update does, and fails as it does. */
import type { Workspace } from '../../core/workspace';
import { Pipelines } from '../pipelines/pipelines';
import type { PipelineTask } from './job-settings';
import type { TaskRun } from './model';

export async function runPipelineTask(
  ws: Workspace,
  task: TaskRun,
  { pipeline_id: id, full_refresh: fullRefresh }: PipelineTask,
): Promise<void> {
  const { finished } = ws.get(Pipelines).start(ws.get(Pipelines).get(id), {
    cause: 'JOB_TASK',
    full_refresh: fullRefresh ?? false,
    taskRunId: String(task.run_id),
  });
  await finished;
}
