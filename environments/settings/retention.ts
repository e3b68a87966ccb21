import { Problems } from './problems';
import type { Topic, WithDefaults } from './topic';
import { type ManualTrigger, type ScheduleTrigger, triggerProblems, utcSchedule } from './triggers';

/** Retention of the text of calls. */
export interface RetentionSettings {
  /**
   * The age at which the free text of a call (title, turns, evidence, reasons) is removed from every
   * layer and from the landing volume. Keys, counts and signals stay. Not available where
   * `ingestion` is pipeline: only the pipeline can change its tables.
   * @default - text is stored without a limit
   */
  readonly transcriptRetentionDays?: number;
  /**
   * The trigger of the retention job. The job exists only with `transcriptRetentionDays`.
   * @default - every day at 03:30 UTC
   */
  readonly retentionTrigger?: ScheduleTrigger | ManualTrigger;
}

const LONGEST_DAYS = 36_500;

/** Settings of retention. */
export const RETENTION: Topic<
  RetentionSettings,
  WithDefaults<RetentionSettings, 'retentionTrigger'>
> = {
  names: { transcriptRetentionDays: true, retentionTrigger: true },
  resolve: ({ retentionTrigger = utcSchedule('0 30 3 * * ?') }) => ({ retentionTrigger }),
  problems: (settings) => {
    const problems = new Problems(settings);
    if (problems.has('transcriptRetentionDays')) {
      problems.within('transcriptRetentionDays', 1, LONGEST_DAYS);
      problems.check(
        settings.ingestion !== 'pipeline',
        'transcriptRetentionDays',
        'not available where `ingestion` is pipeline, because only the pipeline can change its tables',
        settings.transcriptRetentionDays,
      );
    }
    return [...problems.all, ...triggerProblems('retentionTrigger', settings.retentionTrigger)];
  },
};
