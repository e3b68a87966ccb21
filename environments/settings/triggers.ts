import { scheduleProblems } from '../../quartz';
import { show } from './problems';

/** Starts a job on a Quartz schedule. */
export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly quartzCron: string;
  readonly timezone: string;
}

/** Starts a job on request only. */
export interface ManualTrigger {
  readonly kind: 'manual';
}

/** The trigger of the ingest job. */
export type IngestTrigger =
  /** Starts the job for new files in the landing volume; its location must have file events. */
  | { readonly kind: 'fileArrival'; readonly minSecondsBetweenRuns: number }
  /** Runs the job all the time. Databricks then allows no task dependencies and no retry policy. */
  | {
      readonly kind: 'continuous';
      /**
       * The time between two batches of a stream.
       * @default 10
       */
      readonly secondsBetweenBatches?: number;
    }
  | ScheduleTrigger
  | ManualTrigger;

const PARTS = { expression: 'quartzCron', timezone: 'timezone' } as const;

/** Kinds of triggers of the ingest job. */
export const INGEST_TRIGGERS = ['fileArrival', 'continuous', 'schedule', 'manual'] as const;

/** Kinds of triggers of all other jobs. */
const OTHER_TRIGGERS = ['schedule', 'manual'] as const;

/** A schedule in UTC, as the default of a trigger. */
export function utcSchedule(quartzCron: string): ScheduleTrigger {
  return { kind: 'schedule', quartzCron, timezone: 'UTC' };
}

/** The trigger of the ingest job with the default of its field applied. */
export type ResolvedIngestTrigger = Required<IngestTrigger>;

/** Problems of the trigger of a job. @param trigger undefined: its default, which has none */
export function triggerProblems(
  field: string,
  trigger: IngestTrigger | undefined,
  kinds: readonly IngestTrigger['kind'][] = OTHER_TRIGGERS,
): string[] {
  if (trigger === undefined) return [];
  if (!kinds.includes(trigger.kind)) {
    return [`\`${field}.kind\`: not one of ${kinds.join(', ')}, got ${show(trigger.kind)}`];
  }
  switch (trigger.kind) {
    case 'fileArrival': {
      const got = trigger.minSecondsBetweenRuns;
      return Number.isInteger(got) && got >= 60
        ? []
        : [
            `\`${field}.minSecondsBetweenRuns\`: not a whole number of at least 60, got ${show(got)}`,
          ];
    }
    case 'schedule':
      return scheduleProblems(trigger.quartzCron, trigger.timezone, new Date()).map(
        ({ part, problem }) => `\`${field}.${PARTS[part]}\`: ${problem}`,
      );
    case 'continuous': {
      const got = trigger.secondsBetweenBatches ?? 1;
      return Number.isInteger(got) && got >= 1 && got <= 3600
        ? []
        : [
            `\`${field}.secondsBetweenBatches\`: not a whole number between 1 and 3600, got ${show(got)}`,
          ];
    }
    case 'manual':
      return [];
  }
}
