/** The notebook that reads the landing volume, by the widget `feeds`. */
const INGEST_NOTEBOOK = 'ingest_feeds';

/** One task of the ingest job: an entry notebook, its stages, and the tasks it waits for. */
export interface IngestTask {
  readonly key: string;
  readonly notebook: string;
  /**
   * The feeds that it ingests.
   * @default - none
   */
  readonly feeds?: readonly string[];
  /** The stages that ops.pipeline_runs records of it. */
  readonly stages: readonly string[];
  readonly after: readonly string[];
}

/** The notebook of the task that comes after all others, and its key. */
export const RECORD_RUN = 'record_run';

/**
 * Landing to gold. Feeds do not wait for each other: tables that several merges write, as the
 * quarantine, are written by MERGE and again after a conflict. The small feeds share a task, in
 * which the failure of one does not stop the other.
 */
export const INGEST_TASKS: readonly IngestTask[] = [
  ingestTask('ingest_entities', ['reps', 'deals']),
  // both write silver.conversation_signals, so that they run in turn
  ingestTask('ingest_conversations', ['conversations', 'evaluations']),
  {
    key: 'follow_silver',
    notebook: 'follow_silver',
    stages: ['refresh_rep_monthly_scores', 'check_references'],
    after: ['ingest_conversations', 'ingest_entities'],
  },
];

function ingestTask(key: string, feeds: readonly string[]): IngestTask {
  const stages = feeds.map((feed) => `ingest_${feed}`);
  return { key, notebook: INGEST_NOTEBOOK, feeds, stages, after: [] };
}
