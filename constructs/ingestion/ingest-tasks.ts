/** The notebook that reads the landing volume, by the widget `feed`. */
export const LANDING_NOTEBOOK = 'land_feed';

/** One step of the ingest job: an entry notebook, and the steps it waits for. */
export interface IngestTask {
  readonly key: string;
  readonly notebook: string;
  /**
   * The feed whose documents it takes in.
   * @default - it takes none in
   */
  readonly feed?: string;
  readonly after: readonly string[];
}

/** The notebook of the step that comes after all others, and its key. */
export const RECORD_RUN = 'record_run';

/**
 * Landing to gold. The feeds do not wait for each other: what two merges write both, the
 * quarantine, they write by MERGE and again after a conflict. A task waits for what it reads.
 */
export const INGEST_TASKS: readonly IngestTask[] = [
  { key: 'land_reps', notebook: LANDING_NOTEBOOK, feed: 'reps', after: [] },
  { key: 'land_deals', notebook: LANDING_NOTEBOOK, feed: 'deals', after: [] },
  { key: 'land_conversations', notebook: LANDING_NOTEBOOK, feed: 'conversations', after: [] },
  {
    key: 'refresh_rescued_data',
    notebook: 'refresh_rescued_data',
    after: ['land_conversations', 'land_deals', 'land_reps'],
  },
  { key: 'merge_reps', notebook: 'merge_reps', feed: 'reps', after: ['land_reps'] },
  { key: 'merge_deals', notebook: 'merge_deals', feed: 'deals', after: ['land_deals'] },
  {
    key: 'merge_conversations',
    notebook: 'merge_conversations',
    feed: 'conversations',
    after: ['land_conversations'],
  },
  {
    key: 'check_references',
    notebook: 'check_references',
    after: ['merge_conversations', 'merge_deals', 'merge_reps'],
  },
  {
    key: 'refresh_rep_monthly_scores',
    notebook: 'refresh_rep_monthly_scores',
    feed: 'conversations',
    after: ['merge_conversations', 'merge_reps'],
  },
];
