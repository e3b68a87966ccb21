/** Runs in memory and in `runs/<run_id>/run.json`, so that they outlive the process. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { writeFileAtomically } from '../../core/atomic-file';
import type { Log } from '../../core/log';
import { allAttempts, isFinal, type Run, type TaskRun } from './model';

/** Databricks forgets runs after 60 days; a job that never pauses is held to a number as well. */
const KEPT_MILLISECONDS = 60 * 24 * 60 * 60 * 1000;
const KEPT_RUNS = 1000;

const STOPPED = 'The workspace stopped while this ran';

type Attempt = Pick<TaskRun, 'task_key' | 'attempt_number' | 'iteration'>;

export class RunStore {
  private readonly runs = new Map<number, Run>();
  private readonly saving = new Map<number, { again: boolean; done: Promise<void> }>();

  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  /** Reads the stored runs, and marks a run as ended that was active when the process ended. */
  async load(): Promise<void> {
    const ids = readdirSync(this.folder).filter((name) =>
      existsSync(join(this.folder, name, 'run.json')),
    );
    const newest = ids.map(Number).sort((a, b) => b - a);
    for (const id of newest) {
      const run = this.read(id);
      const isOld =
        !run || this.runs.size >= KEPT_RUNS || Date.now() - run.start_time > KEPT_MILLISECONDS;
      if (isOld) {
        rmSync(join(this.folder, String(id)), { recursive: true, force: true });
        continue;
      }
      this.runs.set(id, run);
      if (!isFinal(run)) await this.interrupt(run);
    }
  }

  add(run: Run): void {
    mkdirSync(this.folderOf(run.run_id), { recursive: true });
    this.runs.set(run.run_id, run);
  }

  get(runId: number): Run | undefined {
    return this.runs.get(runId);
  }

  /** The run and the attempt that a task's run id belongs to. */
  findTask(taskRunId: number): { run: Run; task: TaskRun } | undefined {
    for (const run of this.runs.values()) {
      const task = allAttempts(run).find((t) => t.run_id === taskRunId);
      if (task) return { run, task };
    }
    return undefined;
  }

  /** All runs, newest first. */
  list(): Run[] {
    return [...this.runs.values()].sort((a, b) => b.run_id - a.run_id);
  }

  ofJob(jobId: number): Run[] {
    return this.list().filter((run) => run.job_id === jobId);
  }

  activeOf(jobId: number): Run[] {
    return this.ofJob(jobId).filter((run) => !isFinal(run));
  }

  remove(run: Run): void {
    this.runs.delete(run.run_id);
    rmSync(this.folderOf(run.run_id), { recursive: true, force: true });
  }

  logPath(runId: number, task: Attempt): string {
    return this.pathOf(runId, task, 'log');
  }

  /** Where the text of a saved query lies while an attempt runs it. */
  queryPath(runId: number, task: Attempt): string {
    return this.pathOf(runId, task, 'sql');
  }

  /** Writes the run as it is; calls during a write lead to one more. Never rejects. */
  save(run: Run): Promise<void> {
    const present = this.saving.get(run.run_id);
    if (present) {
      present.again = true;
      return present.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    entry.done = this.write(run, entry).finally(() => this.saving.delete(run.run_id));
    this.saving.set(run.run_id, entry);
    return entry.done;
  }

  /** Ends a run by the end of the workspace. */
  async interrupt(run: Run): Promise<void> {
    const now = Date.now();
    for (const outcome of [...allAttempts(run).filter((task) => !isFinal(task)), run]) {
      outcome.life_cycle = 'INTERNAL_ERROR';
      outcome.result = 'FAILED';
      outcome.message = STOPPED;
      outcome.end_time = now;
    }
    await this.save(run);
  }

  private async write(run: Run, entry: { again: boolean }): Promise<void> {
    do {
      entry.again = false;
      try {
        await writeFileAtomically(join(this.folderOf(run.run_id), 'run.json'), JSON.stringify(run));
      } catch (error) {
        this.log.error('run_not_written', {
          run_id: run.run_id,
          message: (error as Error).message,
        });
      }
    } while (entry.again);
  }

  private read(id: number): Run | undefined {
    const path = join(this.folder, String(id), 'run.json');
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Run;
    } catch (error) {
      this.log.error('run_not_read', { path, message: (error as Error).message });
      return undefined;
    }
  }

  private pathOf(runId: number, task: Attempt, extension: string): string {
    const attempt = task.attempt_number > 0 ? `.${task.attempt_number}` : '';
    const iteration = task.iteration === undefined ? '' : `.iteration-${task.iteration}`;
    return join(this.folderOf(runId), `${task.task_key}${iteration}${attempt}.${extension}`);
  }

  private folderOf(runId: number): string {
    return join(this.folder, String(runId));
  }
}
