/** The comparison of a value with a threshold, as the Alerts API names it. */
export type AlertOperator =
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUAL'
  | 'LESS_THAN'
  | 'LESS_THAN_OR_EQUAL'
  | 'EQUAL'
  | 'NOT_EQUAL';

/** The state of an alert whose query returns no row. */
export type EmptyResultState = 'OK' | 'TRIGGERED' | 'UNKNOWN';

/** A condition to report. */
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
  /** The recommended action: the first text of the notification. */
  readonly advice: string;
}

/** Every alert. A query without a `problem_count` says which column is compared, and how. */
export const ALERTS: readonly AlertDefinition[] = [
  {
    name: 'stale_feeds',
    file: 'monitoring/stale_feeds.sql',
    advice:
      'A feed has no new documents. Check that its source writes to the landing volume, and that the job ingest runs.',
  },
  {
    name: 'rescued_data_rise',
    file: 'monitoring/rescued_data_rise.sql',
    advice:
      'Documents of a feed have fields that do not match its contract. Check the field in the first file: declare it in the contract, or have the source fixed.',
  },
  {
    name: 'quality_failures',
    file: 'monitoring/quality_failures.sql',
    advice:
      'Records violate a quality rule. silver.quarantine stores the rejected records with their problems. After the fix, run: npx lakehouse replay --quarantine.',
  },
  {
    name: 'failed_stages',
    file: 'monitoring/failed_stages.sql',
    advice:
      'The last run of a stage failed. No data is lost: its next run ingests the rest. The output of its task has the reason.',
  },
  {
    name: 'waiting_documents',
    file: 'monitoring/waiting_documents.sql',
    advice: 'Landed documents wait for a later stage. Check that the job ingest succeeds.',
  },
  {
    name: 'rep_score_drop',
    file: 'monitoring/rep_score_drop.sql',
    advice:
      'A rep scores much worse than in the months before. The page Rep scores of the dashboard shows the rep beside the team; a drop that only one scoring version sees may be the scorer, not the rep.',
  },
];
