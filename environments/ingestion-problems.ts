import { FEEDS } from '../contracts';
import type { LakehouseSettings } from './settings';
import { show } from './show';

const INGESTIONS = ['job', 'pipeline'];
const COMPUTES = ['serverless', 'cluster'];
const PIPELINE_EVOLUTIONS = ['rescue', 'none'];

/** Everything that is wrong with the settings that say what brings documents from landing to gold. */
export function ingestionProblems(settings: LakehouseSettings): string[] {
  const { ingestion = 'job', pipelineCompute, tableMasks } = settings;
  const problems: string[] = [];
  const check = (holds: boolean, field: string, rule: string, got: unknown): void => {
    if (!holds) problems.push(`\`${field}\` must ${rule}, got: ${show(got)}`);
  };
  check(
    INGESTIONS.includes(ingestion),
    'ingestion',
    `be one of ${INGESTIONS.join(', ')}`,
    ingestion,
  );
  if (pipelineCompute !== undefined) {
    const rule = `be one of ${COMPUTES.join(', ')}`;
    check(COMPUTES.includes(pipelineCompute), 'pipelineCompute', rule, pipelineCompute);
    const alone = 'be left out where `ingestion` is not pipeline';
    check(ingestion === 'pipeline', 'pipelineCompute', alone, pipelineCompute);
  }
  if (ingestion !== 'pipeline') return problems;
  check(
    tableMasks === false,
    'tableMasks',
    'be false where `ingestion` is pipeline: its tables are no tables to alter',
    tableMasks,
  );
  check(
    settings.cloud !== 'local' || settings.ingestTrigger.kind !== 'continuous',
    'ingestTrigger.kind',
    'not be continuous where `cloud` is local and `ingestion` is pipeline',
    settings.ingestTrigger.kind,
  );
  for (const feed of FEEDS) {
    const mode = settings.schemaEvolution?.[feed.name] ?? feed.schemaEvolution ?? 'rescue';
    const rule = `be one of ${PIPELINE_EVOLUTIONS.join(', ')} where \`ingestion\` is pipeline`;
    check(PIPELINE_EVOLUTIONS.includes(mode), `schemaEvolution.${feed.name}`, rule, mode);
  }
  return problems;
}
