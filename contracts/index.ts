import { conversationsRaw } from './bronze/conversations-raw';
import { dealsRaw } from './bronze/deals-raw';
import { evaluationsRaw } from './bronze/evaluations-raw';
import { repsRaw } from './bronze/reps-raw';
import type { FeedContract } from './feed';
import { conversationsFeed } from './feeds/conversations';
import { dealsFeed } from './feeds/deals';
import { evaluationsFeed } from './feeds/evaluations';
import { repsFeed } from './feeds/reps';
import { dealFeatures } from './gold/deal-features';
import { dealPredictions } from './gold/deal-predictions';
import { repMonthlyScores } from './gold/rep-monthly-scores';
import { callParts } from './ops/call-parts';
import { erasures } from './ops/erasures';
import { feedSchemas } from './ops/feed-schemas';
import { governanceReport } from './ops/governance-report';
import { jobLocks } from './ops/job-locks';
import { modelAccuracy } from './ops/model-accuracy';
import { modelDrift } from './ops/model-drift';
import { pipelineRuns } from './ops/pipeline-runs';
import { qualityResults } from './ops/quality-results';
import { rescuedData } from './ops/rescued-data';
import { tableHealth } from './ops/table-health';
import { waitingBatches } from './ops/waiting-batches';
import { conversationSignals } from './silver/conversation-signals';
import { conversations } from './silver/conversations';
import { deals } from './silver/deals';
import { deletions } from './silver/deletions';
import { evaluations } from './silver/evaluations';
import { quarantine } from './silver/quarantine';
import { reps } from './silver/reps';
import type { TableContract } from './table';

export * from './document';
export * from './feed';
export * from './table';

/** Every table of the lakehouse that is made from a contract, layer by layer. */
export const TABLES: readonly TableContract[] = [
  conversationsRaw,
  dealsRaw,
  repsRaw,
  evaluationsRaw,
  conversations,
  conversationSignals,
  evaluations,
  deals,
  reps,
  deletions,
  quarantine,
  repMonthlyScores,
  dealFeatures,
  dealPredictions,
  governanceReport,
  pipelineRuns,
  qualityResults,
  feedSchemas,
  waitingBatches,
  callParts,
  rescuedData,
  tableHealth,
  jobLocks,
  modelDrift,
  modelAccuracy,
  erasures,
];

/** Every feed of the landing zone. */
export const FEEDS: readonly FeedContract[] = [
  conversationsFeed,
  dealsFeed,
  repsFeed,
  evaluationsFeed,
];
