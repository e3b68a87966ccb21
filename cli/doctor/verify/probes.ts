/** The probe of each entry of the parity ledger that is to be verified on a real workspace. */
import { experiment, inferenceTable, monitor } from './model-probes';
import { type Evidence, notRun, type Outcome, type Probe } from './outcome';
import { inheritedOwnership } from './ownership-probe';
import { byChecks, byLastRuns, unsafe } from './shared-probes';
import { fileEvents, tableMasks } from './storage-probes';

const clusterPolicy = byLastRuns('maintenance');
const ingest = byLastRuns('ingest');

function pipeline(evidence: Evidence): Outcome | Promise<Outcome> {
  return evidence.context.settings.ingestion === 'pipeline'
    ? ingest(evidence)
    : notRun('`ingestion` is job');
}

/** Reads the last runs of jobs, where they run on serverless compute. */
function serverless(...jobs: readonly string[]): Probe {
  const lastRuns = byLastRuns(...jobs);
  return (evidence) =>
    evidence.context.settings.jobCompute === 'serverless'
      ? lastRuns(evidence)
      : notRun('`jobCompute` is cluster');
}

/** Runs a probe where the check of the edition found a workspace without clusters. */
function freeEdition(probe: Probe): Probe {
  return (evidence) =>
    evidence.reports.some(
      ({ name, detail }) => name === 'edition' && detail.startsWith('no clusters'),
    )
      ? probe(evidence)
      : notRun('the workspace is not of the Free Edition');
}

const serverlessIngest = serverless('ingest');

/** Reads the last runs of the ingest job, where a feed has files of records. */
function recordFiles(evidence: Evidence): Outcome | Promise<Outcome> {
  const feeds = Object.values(evidence.context.settings.feeds ?? {});
  return feeds.some(({ format }) => format === 'csv' || format === 'parquet')
    ? ingest(evidence)
    : notRun('no feed in `feeds` has the format csv or parquet');
}

/** Probes by the kind and subject of their entry. */
export const PROBES: Readonly<Record<string, Probe>> = {
  'route /api/*/unity-catalog/storage-credentials': byChecks('cloud storage'),
  'route /api/*/unity-catalog/external-locations': fileEvents,
  'route /api/*/policies/clusters': clusterPolicy,
  'route /api/*/clusters': byChecks('runtime', 'node type'),
  'route /api/*/workspace-conf': unsafe('needs a change of the settings of the workspace'),
  'route /api/*/jobs': ingest,
  'route /api/*/pipelines': pipeline,
  'route /api/*/mlflow': experiment,
  'route /api/*/serving-endpoints': inferenceTable,
  'route /api/*/quality-monitors': monitor,
  'resource databricks_cluster_policy': clusterPolicy,
  'resource databricks_quality_monitor': monitor,
  'resource databricks_storage_credential': byChecks('cloud storage'),
  'resource databricks_external_location': fileEvents,
  'statement merge into': unsafe('needs two runs at the same time, which change data'),
  'statement alter table': byLastRuns('governance', 'maintenance'),
  'table feature masks and row filters': tableMasks,
  'table feature inheritance of ownership': inheritedOwnership,
  'notebook API serverless: spark.conf': serverlessIngest,
  'notebook API serverless: foreachBatch': serverlessIngest,
  'notebook API serverless: DeltaTable': serverlessIngest,
  'notebook API serverless: local data': serverlessIngest,
  'notebook API serverless: data sources': serverlessIngest,
  'notebook API serverless: files': serverlessIngest,
  'notebook API serverless: size and duration': serverlessIngest,
  'notebook API serverless: MLlib and GPUs': serverless('train_deal_outcome'),
  'notebook API serverless: user-defined functions': serverless('predict_deal_outcome'),
  'notebook API cloudFiles: csv and parquet': recordFiles,
  'notebook API cloudFiles: partition columns': unsafe(
    'needs folders such as `day=1` in the landing zone, and a feed without a schema',
  ),
  'notebook API cloudFiles: schemas of pipelines': unsafe(
    'needs a new column in a feed of the reader `native`, which an update adds for good',
  ),
  'notebook API serverless: environments': serverless('train_deal_outcome'),
  'edition Free Edition: serving endpoints': freeEdition(serverless('serve_model')),
  'edition Free Edition: internet access': freeEdition(serverless('serve_model')),
  'edition Free Edition: daily quota': unsafe('needs the daily quota to be exceeded'),
};
