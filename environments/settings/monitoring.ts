import { type Bound, boundProblems, Problems } from './problems';
import { type Topic, type WithDefaults, withDefaults } from './topic';
import { type ManualTrigger, type ScheduleTrigger, triggerProblems, utcSchedule } from './triggers';

/** The alert on a drop of the scores of a rep. */
export interface ScoreDropSettings {
  /**
   * The drop of the latest month below the average of the months before, as a share from 0.01 to 1.
   * @default 0.2
   */
  readonly share?: number;
  /**
   * The number of months before the latest to compare with.
   * @default 3
   */
  readonly windowMonths?: number;
  /**
   * The smallest number of calls in the latest month, and in the months before.
   * @default 5
   */
  readonly minCalls?: number;
}

/** Monitoring: alerts on late data and on scores. */
export interface MonitoringSettings {
  /**
   * The trigger of the monitoring job, which evaluates the alerts.
   * @default - every hour at a quarter past
   */
  readonly monitoringTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * The time without a new document after which an alert reports a feed as stale. The default
   * spans a weekend.
   * @default 72
   */
  readonly staleAfterHours?: number;
  /**
   * The time that documents may wait in bronze before an alert reports them.
   * @default 6
   */
  readonly maxLagHours?: number;
  /**
   * The alert on a drop of the scores of a rep.
   * @default - 20 % below the average of three months, with at least 5 calls in each
   */
  readonly scoreDrop?: ScoreDropSettings;
}

const SCORE_DROP: Required<ScoreDropSettings> = { share: 0.2, windowMonths: 3, minCalls: 5 };

const BOUNDS: Readonly<Record<keyof ScoreDropSettings, Bound>> = {
  share: { low: 0.01, high: 1, isFraction: true },
  windowMonths: { low: 1, high: 24 },
  minCalls: { low: 1, high: 10_000 },
};

/** Settings of monitoring. */
export const MONITORING: Topic<
  MonitoringSettings,
  WithDefaults<
    MonitoringSettings,
    'monitoringTrigger' | 'staleAfterHours' | 'maxLagHours' | 'scoreDrop'
  >
> = {
  names: { monitoringTrigger: true, staleAfterHours: true, maxLagHours: true, scoreDrop: true },
  resolve: (settings) => ({
    monitoringTrigger: settings.monitoringTrigger ?? utcSchedule('0 15 * * * ?'),
    staleAfterHours: settings.staleAfterHours ?? 72,
    maxLagHours: settings.maxLagHours ?? 6,
    scoreDrop: withDefaults(SCORE_DROP, settings.scoreDrop ?? {}),
  }),
  problems: (settings) => {
    const problems = new Problems(settings);
    for (const field of ['staleAfterHours', 'maxLagHours'] as const) {
      if (problems.has(field)) problems.within(field, 1, 8760);
    }
    return [
      ...problems.all,
      ...triggerProblems('monitoringTrigger', settings.monitoringTrigger),
      ...boundProblems('scoreDrop', { ...settings.scoreDrop }, BOUNDS),
    ];
  },
};
