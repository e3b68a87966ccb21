import type { LakehouseSettings } from '.';
import { type Bound, boundProblems, Problems, show } from './problems';
import { runtimeProblems } from './runtime';
import { type Topic, type WithDefaults, withDefaults } from './topic';
import { type ManualTrigger, type ScheduleTrigger, triggerProblems, utcSchedule } from './triggers';

/** The separation of training deals from hold-out deals. */
const SPLITS = ['rep', 'time'] as const;
export type Split = (typeof SPLITS)[number];

/** Training of the deal-outcome model, and the promotion of a new version. */
export interface DealOutcomeSettings {
  /**
   * The scoring versions of the signals for training and for predictions.
   * @default - all of them
   */
  readonly scoringVersions?: readonly string[];
  /**
   * The hold-out deals: all deals of some reps, the same reps every time (`rep`), or the deals that
   * were closed last (`time`).
   * @default rep
   */
  readonly split?: Split;
  /**
   * The share of reps, or of deals, that is held out, from 0.05 to 0.5.
   * @default 0.25
   */
  readonly holdOutShare?: number;
  /**
   * The smallest number of closed deals for a training.
   * @default 200
   */
  readonly minDeals?: number;
  /**
   * The largest plausible area under the ROC curve. A larger one indicates that the outcome leaks
   * into the features, and training fails.
   * @default 0.9
   */
  readonly maxPlausibleAuc?: number;
  /**
   * The gain in area under the ROC curve that makes a version the champion. 0: any gain.
   * @default 0
   */
  readonly minGain?: number;
}

/** The deal-outcome model: training, predictions, serving. */
export interface ModelSettings {
  /**
   * Training of the deal-outcome model, and the promotion of a new version.
   * @default - evaluated with a quarter of the reps, on at least 200 closed deals
   */
  readonly dealOutcome?: DealOutcomeSettings;
  /**
   * The trigger of the training job.
   * @default - every Sunday at 05:00 UTC
   */
  readonly trainingTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * The trigger of the prediction job.
   * @default - every day at 06:00 UTC
   */
  readonly predictionTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * The Databricks runtime of those two jobs on clusters: one for machine learning, which has the
   * libraries. Serverless jobs install them.
   * @default - the machine learning variant of `sparkVersion`: `17.3.x-cpu-ml-scala2.13`
   */
  readonly mlSparkVersion?: string;
  /**
   * The number of concurrent requests of the serving endpoint: Small 4, Medium 8 to 16, Large 16 to
   * 64.
   * @default Small
   */
  readonly servingWorkloadSize?: 'Small' | 'Medium' | 'Large';
  /**
   * The serving endpoint stops without requests, and then costs nothing. The next request waits
   * until it has started.
   * @default true
   */
  readonly servingScalesToZero?: boolean;
  /**
   * Databricks stores requests to the endpoint and its responses, in a table of `ops`.
   * @default true
   */
  readonly servingInferenceTable?: boolean;
  /**
   * Databricks monitors the predictions, once a week on serverless compute, into two tables of
   * `ops`, beside `ops.model_drift` and `ops.model_accuracy` that the prediction job writes.
   * @default true
   */
  readonly predictionMonitor?: boolean;
}

/** No scoring version means all. */
const DEAL_OUTCOME: Required<DealOutcomeSettings> = {
  scoringVersions: [],
  split: 'rep',
  holdOutShare: 0.25,
  minDeals: 200,
  maxPlausibleAuc: 0.9,
  minGain: 0,
};

const BOUNDS: Readonly<
  Record<Exclude<keyof DealOutcomeSettings, 'scoringVersions' | 'split'>, Bound>
> = {
  holdOutShare: { low: 0.05, high: 0.5, isFraction: true },
  minDeals: { low: 20, high: 10_000_000 },
  maxPlausibleAuc: { low: 0.5, high: 1, isFraction: true },
  minGain: { low: 0, high: 0.5, isFraction: true },
};

/** Settings of the deal-outcome model. */
export const MODEL: Topic<
  ModelSettings,
  WithDefaults<ModelSettings, Exclude<keyof ModelSettings, 'mlSparkVersion'>> &
    Pick<ModelSettings, 'mlSparkVersion'>
> = {
  names: {
    dealOutcome: true,
    trainingTrigger: true,
    predictionTrigger: true,
    mlSparkVersion: true,
    servingWorkloadSize: true,
    servingScalesToZero: true,
    servingInferenceTable: true,
    predictionMonitor: true,
  },
  resolve: (settings) => ({
    dealOutcome: withDefaults(DEAL_OUTCOME, settings.dealOutcome ?? {}),
    trainingTrigger: settings.trainingTrigger ?? utcSchedule('0 0 5 ? * SUN'),
    predictionTrigger: settings.predictionTrigger ?? utcSchedule('0 0 6 * * ?'),
    mlSparkVersion:
      settings.mlSparkVersion ?? settings.sparkVersion?.replace('-scala', '-cpu-ml-scala'),
    servingWorkloadSize: settings.servingWorkloadSize ?? 'Small',
    servingScalesToZero: settings.servingScalesToZero ?? true,
    servingInferenceTable: settings.servingInferenceTable ?? true,
    predictionMonitor: settings.predictionMonitor ?? true,
  }),
  problems: (settings) => {
    const problems = new Problems(settings);
    if (problems.has('mlSparkVersion')) {
      problems.all.push(...runtimeProblems('mlSparkVersion', settings.mlSparkVersion));
    }
    if (problems.has('servingWorkloadSize')) {
      problems.oneOf('servingWorkloadSize', ['Small', 'Medium', 'Large']);
    }
    problems.booleans('servingScalesToZero', 'servingInferenceTable', 'predictionMonitor');
    return [
      ...problems.all,
      ...triggerProblems('trainingTrigger', settings.trainingTrigger),
      ...triggerProblems('predictionTrigger', settings.predictionTrigger),
      ...dealOutcomeProblems(settings),
    ];
  },
};

function dealOutcomeProblems({ dealOutcome = {} }: LakehouseSettings): string[] {
  const { scoringVersions = [], split = DEAL_OUTCOME.split, ...numbers } = dealOutcome;
  const problems = boundProblems('dealOutcome', numbers, BOUNDS);
  const named =
    Array.isArray(scoringVersions) && scoringVersions.every((v: string) => v && v.trim() === v);
  if (!named) {
    problems.push(
      `\`dealOutcome.scoringVersions\`: not a list of scoring versions, got ${show(scoringVersions)}`,
    );
  }
  if (!SPLITS.includes(split)) {
    const known = SPLITS.join(', ');
    problems.push(`\`dealOutcome.split\`: not one of ${known}, got ${show(split)}`);
  }
  return problems;
}
