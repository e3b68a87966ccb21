/** How a value is compared with a threshold, in the words of the Alerts API. */
export type AlertOperator =
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUAL'
  | 'LESS_THAN'
  | 'LESS_THAN_OR_EQUAL'
  | 'EQUAL'
  | 'NOT_EQUAL';

/** What an alert is when its query answers no row. */
export type EmptyResultState = 'OK' | 'TRIGGERED' | 'UNKNOWN';

/** A condition that somebody has to know of. */
export interface AlertDefinition {
  /** Names its resources, its task and, with spaces, the alert itself: lower-case, with `_`. */
  readonly name: string;
  /** The SQL file, by its path below `sql/`; the first row of its result is judged. */
  readonly file: string;
  /**
   * The column that is compared.
   * @default problem_count
   */
  readonly column?: string;
  /** @default GREATER_THAN_OR_EQUAL */
  readonly operator?: AlertOperator;
  /**
   * Not 0, false or empty text: the provider does not send those.
   * @default 1
   */
  readonly threshold?: number | string | boolean;
  /**
   * The state when the query answers no row.
   * @default OK
   */
  readonly emptyResultState?: EmptyResultState;
  /**
   * The seconds after which an alert that is still triggered tells of it again; 0: it does not.
   * @default - a day
   */
  readonly secondsToRetrigger?: number;
  /** What to do about it: the body of the notification begins with it. */
  readonly advice: string;
}

/** Every alert. A query without a `problem_count` says which column is compared, and how. */
export const ALERTS: readonly AlertDefinition[] = [
  {
    name: 'stale_feeds',
    file: 'monitoring/stale_feeds.sql',
    advice:
      'A feed has brought nothing for longer than it should. See whether its source still writes to the landing volume, and whether the job ingest runs.',
  },
  {
    name: 'rescued_data_rise',
    file: 'monitoring/rescued_data_rise.sql',
    advice:
      'Data of a feed begins not to fit its contract. Look at the field in the first file: declare it in the contract, or have the source mended.',
  },
  {
    name: 'quality_failures',
    file: 'monitoring/quality_failures.sql',
    advice:
      'Records broke a quality rule. silver.quarantine has those that were rejected, with what is wrong with each. Once it is put right: npx lakehouse replay --quarantine.',
  },
  {
    name: 'failed_stages',
    file: 'monitoring/failed_stages.sql',
    advice:
      'A stage did not succeed when it last ran. Nothing is lost: what it did not take in, its next run does. The output of its task says why it failed.',
  },
  {
    name: 'waiting_documents',
    file: 'monitoring/waiting_documents.sql',
    advice:
      'Documents landed, and a later stage does not take them in. See whether the job ingest runs to its end.',
  },
  {
    name: 'rep_score_drop',
    file: 'monitoring/rep_score_drop.sql',
    advice:
      'A rep scores much worse than in the months before. The page Rep scores of the dashboard shows the rep beside the team; a drop that only one scoring version sees may be the scorer, not the rep.',
  },
];
