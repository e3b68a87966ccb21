/** Jobs of a workspace under test, with notebooks that are functions. */
import { setTimeout as sleep } from 'node:timers/promises';

import { ClusterError, type ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import type { WorkspaceOptions } from '../../../../../local/api/lifecycle';
import { type Answer, Harness } from '../../harness';

export const JOBS = '/api/2.2/jobs';

export type Notebook = ClusterMethods['run_notebook'];
type Behavior = (params: Notebook[0]) => Partial<Notebook[1]> | Promise<Partial<Notebook[1]>>;

/** A workspace with the notebooks `/Shared/a`, `/Shared/b` and `/Shared/c`. */
export class JobHarness {
  /** Behavior of the notebook at a path; one without runs to its end. */
  notebooks: Record<string, Behavior | undefined> = {};

  private constructor(public api: Harness) {}

  static async open(options: WorkspaceOptions = {}): Promise<JobHarness> {
    const jobs = new JobHarness(await (await Harness.open(undefined, options)).withCatalog());
    await jobs.prepare();
    return jobs;
  }

  /** Stops the workspace and starts it again on the same folder. */
  async restart(): Promise<void> {
    this.api = await this.api.restart();
    await this.prepare();
  }

  close(): Promise<void> {
    return this.api.close();
  }

  async create(settings: object): Promise<number> {
    return (await this.api.post(`${JOBS}/create`, { name: 'j', ...settings })).body.job_id;
  }

  runNow(job_id: number, fields: object = {}): Promise<Answer> {
    return this.api.post(`${JOBS}/run-now`, { job_id, ...fields });
  }

  async getRun(id: number): Promise<Answer['body']> {
    return (await this.api.get(`${JOBS}/runs/get?run_id=${id}`)).body;
  }

  /** The run after its end. */
  async ended(id: number): Promise<Answer['body']> {
    for (;;) {
      const run = await this.getRun(id);
      if (run.status.state === 'TERMINATED') return run;
      await sleep(5);
    }
  }

  /** Waits until the first task of a run is running. */
  async running(id: number): Promise<void> {
    while ((await this.getRun(id)).tasks[0]?.state.life_cycle_state !== 'RUNNING') await sleep(5);
  }

  /** The run of a new job after its end. */
  async start(settings: object, fields: object = {}): Promise<Answer['body']> {
    const job = await this.create(settings);
    return this.ended((await this.runNow(job, fields)).body.run_id);
  }

  /** Has the notebook `/Shared/a` run until it is cancelled. */
  untilCancelled(): void {
    let cancel: () => void = () => undefined;
    this.api.cluster.handlers.cancel = () => {
      cancel();
      return { cancelled: true };
    };
    this.notebooks['/Shared/a'] = () =>
      new Promise((_, reject) => {
        cancel = () => reject(new ClusterError('CANCELLED', 'cancelled'));
      });
  }

  private async prepare(): Promise<void> {
    this.api.cluster.handlers.run_notebook = async (params) => {
      const result = await this.notebooks[params.notebook_path]?.(params);
      return { notebook_output: null, truncated: false, task_values: {}, ...result };
    };
    for (const name of ['a', 'b', 'c']) {
      await this.api.post('/api/2.0/workspace/import', {
        path: `/Shared/${name}`,
        language: 'PYTHON',
        content: '',
        overwrite: true,
      });
    }
  }
}

/** A task of the notebook `/Shared/<key>`. */
export function notebookTask(
  key: string,
  fields: object = {},
  base_parameters: object = {},
): Record<string, unknown> {
  return {
    task_key: key,
    notebook_task: { notebook_path: `/Shared/${key}`, base_parameters },
    ...fields,
  };
}

/** The dependencies of a task. */
export function follow(...keys: string[]): object {
  return { depends_on: keys.map((task_key) => ({ task_key })) };
}

/** The results of the tasks of a run. */
export function results(run: {
  tasks: Array<{ task_key: string; state: { result_state: string } }>;
}): Record<string, string> {
  return Object.fromEntries(run.tasks.map((task) => [task.task_key, task.state.result_state]));
}

/** The behavior of a notebook that fails. */
export function fails(): never {
  throw new ClusterError('RUNTIME_ERROR', 'boom', null, 'Traceback: boom');
}
