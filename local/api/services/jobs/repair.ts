/** Which tasks of an ended run a repair runs again. */
import { invalidParameter, invalidState } from '../../core/errors';
import { dependenciesOf } from './job-settings';
import { latestAttempt, type Run } from './model';

/** The task keys of a repair request; `dependents` adds the tasks that depend on them. */
export function repairKeys(
  run: Run,
  named: string[],
  allFailed: boolean,
  dependents: boolean,
): Set<string> {
  const tasks = run.settings.tasks ?? [];
  const keys = new Set<string>(named);
  for (const task of tasks) {
    const result = latestAttempt(run, task.task_key)?.result;
    if (allFailed && result !== 'SUCCESS' && result !== 'EXCLUDED') keys.add(task.task_key);
  }
  for (const key of named) {
    if (!tasks.some((task) => task.task_key === key)) {
      throw invalidParameter(`Run ${run.run_id} has no task of the key ${key}`);
    }
  }
  for (let before = -1; dependents && before !== keys.size;) {
    before = keys.size;
    for (const task of tasks) {
      const follows = dependenciesOf(task).some((key) => keys.has(key));
      if (follows) keys.add(task.task_key);
    }
  }
  if (keys.size === 0) throw invalidState(`Run ${run.run_id} has no task to repair.`);
  return keys;
}
