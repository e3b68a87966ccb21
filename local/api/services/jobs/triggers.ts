/** Triggers of runs: schedules, intervals, arriving files, and continuous jobs. */
import type { JsonObject } from '../../core/json';
import { atFireTimes, type Timer, timer, type Watch } from '../../core/watch';
import type { Workspace } from '../../core/workspace';
import { FileArrival, newestFileTime } from './file-arrival';
import type {
  FileArrivalSettings,
  PeriodicSettings,
  ScheduleSettings,
  TableUpdateSettings,
} from './job-settings';
import type { Job, Run, Trigger } from './model';
import type { RunStore } from './run-store';
import { TableUpdates } from './table-update';

type Fire = (job: Job, trigger: Trigger, info?: JsonObject) => void;

/** A continuous job rests between runs, longer the more of them failed in a row. */
const CONTINUOUS_REST_MILLISECONDS = 5_000;
const CONTINUOUS_LONGEST_REST_MILLISECONDS = 10 * 60 * 1000;

const UNIT_MILLISECONDS: Record<string, number> = {
  HOURS: 3_600_000,
  DAYS: 24 * 3_600_000,
  WEEKS: 7 * 24 * 3_600_000,
};

function isOn<T extends { readonly pause_status?: string }>(settings?: T): settings is T {
  return settings !== undefined && settings.pause_status !== 'PAUSED';
}

export class Triggers {
  private readonly watches = new Map<number, Watch>();
  private readonly continuous = new Map<number, Timer>();
  private readonly failuresInARow = new Map<number, number>();

  constructor(
    private readonly ws: Workspace,
    private readonly runs: RunStore,
    private readonly fire: Fire,
  ) {}

  /** Puts the triggers of a new or changed job in force. */
  refresh(job: Job): void {
    this.remove(job.job_id);
    const { schedule, trigger, continuous } = job.settings;
    if (isOn(schedule)) this.watches.set(job.job_id, this.scheduled(job, schedule));
    else if (isOn(trigger) && trigger.periodic)
      this.watches.set(job.job_id, this.periodic(job, trigger.periodic));
    else if (isOn(trigger) && trigger.file_arrival)
      this.watches.set(job.job_id, this.fileArrival(job, trigger.file_arrival));
    else if (isOn(trigger) && trigger.table_update)
      this.watches.set(job.job_id, this.tableUpdate(job, trigger.table_update));
    else if (isOn(continuous)) this.startContinuous(job);
  }

  remove(jobId: number): void {
    this.watches.get(jobId)?.stop();
    this.continuous.get(jobId)?.stop();
    this.watches.delete(jobId);
    this.continuous.delete(jobId);
    this.failuresInARow.delete(jobId);
  }

  stop(): void {
    for (const id of [...this.watches.keys(), ...this.continuous.keys()]) this.remove(id);
  }

  /** A continuous job's next run follows the end of one. */
  runEnded(job: Job, run: Run): void {
    const next = this.continuous.get(job.job_id);
    if (!next) return;
    const failures = run.result === 'SUCCESS' ? 0 : (this.failuresInARow.get(job.job_id) ?? 0) + 1;
    this.failuresInARow.set(job.job_id, failures);
    next.again(
      Math.min(CONTINUOUS_REST_MILLISECONDS * 2 ** failures, CONTINUOUS_LONGEST_REST_MILLISECONDS),
    );
  }

  private current(job: Job): Job | undefined {
    return this.ws.state.collection<Job>('jobs').get(job.job_id);
  }

  private fireCurrent(job: Job, trigger: Trigger, info?: JsonObject): void {
    const current = this.current(job);
    if (current) this.fire(current, trigger, info);
  }

  private scheduled(job: Job, schedule: ScheduleSettings): Watch {
    return atFireTimes(schedule.quartz_cron_expression, schedule.timezone_id, () =>
      this.fireCurrent(job, 'PERIODIC'),
    );
  }

  private periodic(job: Job, periodic: PeriodicSettings): Watch {
    const interval = periodic.interval * UNIT_MILLISECONDS[periodic.unit]!;
    let next = Date.now() + interval;
    const ticking = timer((again) => {
      if (Date.now() >= next) {
        next += interval;
        this.fireCurrent(job, 'PERIODIC');
      }
      again(next - Date.now());
    });
    ticking.again(interval);
    return ticking;
  }

  private fileArrival(job: Job, trigger: FileArrivalSettings): Watch {
    const seenUntil = (time: number): void => {
      const current = this.current(job);
      if (!current) return;
      this.ws.state.collection<Job>('jobs').set(job.job_id, { ...current, files_seen_until: time });
    };
    const before = job.files_seen_until ?? newestFileTime(this.ws, trigger);
    if (job.files_seen_until === undefined) seenUntil(before);
    const watch = new FileArrival(this.ws, trigger, before, (time) => {
      seenUntil(time);
      this.fireCurrent(job, 'FILE_ARRIVAL', { file_arrival: { url: trigger.url } });
    });
    watch.start();
    return watch;
  }

  private tableUpdate(job: Job, trigger: TableUpdateSettings): Watch {
    const watch = new TableUpdates(this.ws, trigger, (updated) => {
      this.fireCurrent(job, 'TABLE', { table_update: { table_names: updated } });
    });
    watch.start();
    return watch;
  }

  private startContinuous(job: Job): void {
    const isActive = (): boolean => this.runs.activeOf(job.job_id).length > 0;
    const next = timer(() => {
      if (!isActive()) this.fireCurrent(job, 'CONTINUOUS');
    });
    this.continuous.set(job.job_id, next);
    next.again(0);
  }
}
