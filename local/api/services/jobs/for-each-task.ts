/**
 * For-each tasks: one nested task, run for each element of a list.
 *
 * Source: REST reference, Jobs, `for_each_task`; Databricks documentation, "Use a For each task to run another task in a
 * loop": `{{input}}` is the element, `{{input.key}}` a field of it.
 */
import { shown } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import type { ForEachTask } from './job-settings';
import type { ResultState, Run, TaskRun } from './model';
import { resolveReferences } from './references';
import type { RunStore } from './run-store';
import { TaskConfigurationError } from './task-settings';

const DEFAULT_CONCURRENCY = 1;

/** A for-each task under way. */
interface Loop {
  readonly ws: Workspace;
  readonly store: RunStore;
  readonly run: Run;
  readonly task: TaskRun;
  readonly signal: AbortSignal;
  /** Runs an attempt of the nested task. */
  readonly runAttempt: (attempt: TaskRun) => Promise<void>;
}

function elementsOf(inputs: string): unknown[] {
  let elements: unknown;
  try {
    elements = JSON.parse(inputs);
  } catch {
    elements = undefined;
  }
  if (Array.isArray(elements)) return elements;
  throw new TaskConfigurationError(
    `\`inputs\` of the for-each task: must be a JSON array, got ${inputs.slice(0, 100)}`,
  );
}

/** Runs the iterations of a task, some at a time. It fails if the last attempt of an iteration fails. */
export async function runForEach(
  { ws, store, run, task, signal, runAttempt }: Loop,
  { inputs, concurrency = DEFAULT_CONCURRENCY, task: nested }: ForEachTask,
): Promise<void> {
  const elements = elementsOf(resolveReferences(shown(inputs), run, task));
  const iterations: TaskRun[] = [];
  task.iterations = iterations;
  const attempt = (input: unknown, index: number, number: number): TaskRun => {
    const made: TaskRun = {
      run_id: ws.state.nextId(),
      task_key: nested.task_key,
      attempt_number: number,
      settings: nested,
      input,
      iteration: index,
      life_cycle: 'PENDING',
      message: '',
      start_time: Date.now(),
      end_time: 0,
      values: {},
    };
    iterations.push(made);
    return made;
  };
  const results: ResultState[] = [];
  const iterate = async (input: unknown, index: number): Promise<void> => {
    const retries = Number(nested.max_retries ?? 0);
    for (let number = 0; ; number += 1) {
      const made = attempt(input, index, number);
      await runAttempt(made);
      if (signal.aborted && made.result !== 'SUCCESS') made.result = 'CANCELED';
      results[index] = made.result!;
      if (made.result === 'SUCCESS' || signal.aborted) return;
      if (retries !== -1 && number >= retries) return;
    }
  };
  const waiting = elements.map((input, index) => ({ input, index }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      await iterate(next.input, next.index);
      void store.save(run);
    }
  };
  const workers = Math.min(Math.max(1, concurrency), Math.max(1, elements.length));
  await Promise.all(Array.from({ length: workers }, worker));
  const failed = results.filter((result) => result !== 'SUCCESS').length;
  if (failed > 0) {
    throw new TaskConfigurationError(`${failed} of ${elements.length} iterations failed`);
  }
}
