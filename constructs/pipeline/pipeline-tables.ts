import { FEEDS, qualifiedName, type TableContract } from '../../contracts';

/** Silver and gold as notebooks/pipeline/ declares them; bronze has a table for each feed. */
const VIEWS = [
  'silver.conversations',
  'silver.conversation_signals',
  'silver.evaluations',
  'silver.deletions',
  'silver.deals',
  'silver.reps',
  'silver.quarantine',
  'gold.rep_monthly_scores',
  'gold.deal_features',
];

/** Returns true if the ingest pipeline, and not the stack, creates a table. */
export function isMadeByPipeline(table: TableContract): boolean {
  return FEEDS.some((feed) => feed.bronzeTable === table) || VIEWS.includes(qualifiedName(table));
}
