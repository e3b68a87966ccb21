import type { TerraformStack } from 'cdktf';

import type { AccessModel } from '../constructs/governance/access-model';
import type { Principals } from '../constructs/governance/principals';
import { ForgetJob } from '../constructs/jobs/forget-job';
import { IngestJob } from '../constructs/jobs/ingest-job';
import type { JobRunProps } from '../constructs/jobs/job-runs';
import type { NotebookJobProps } from '../constructs/jobs/notebook-job';
import { RebuildJob } from '../constructs/jobs/rebuild-job';
import { ReplayJob } from '../constructs/jobs/replay-job';
import { RestoreJob } from '../constructs/jobs/restore-job';
import { RetentionJob } from '../constructs/jobs/retention-job';
import { IngestPipeline } from '../constructs/pipeline/ingest-pipeline';
import type { ResolvedSettings } from '../environments/settings';
import type { Data } from './data';
import { clusterOf } from './job-compute';

interface IngestionContext {
  readonly notebookJob: NotebookJobProps;
  readonly runs: JobRunProps;
  readonly principals: Principals;
  readonly access: AccessModel;
  readonly data: Data;
}

/** Declares the ingest job and the jobs that repair its tables, or the ingest pipeline. */
export function declareIngestion(
  stack: TerraformStack,
  settings: ResolvedSettings,
  context: IngestionContext,
): void {
  const { notebookJob, runs, principals, access } = context;
  const { landing, checkpoints } = context.data;
  const ingestion = {
    landing,
    trigger: settings.ingestTrigger,
    fileDiscovery: settings.fileDiscovery,
  };
  if (settings.ingestion === 'pipeline') {
    new IngestPipeline(stack, 'Ingest', {
      ...runs,
      ...ingestion,
      catalog: notebookJob.catalog,
      code: notebookJob.code,
      after: notebookJob.after,
      cluster: settings.pipelineCompute === 'cluster' ? clusterOf(settings) : undefined,
      usagePolicyId: settings.serverlessUsagePolicyId,
      layout: settings.layout,
      runAs: principals.jobs,
      tags: notebookJob.tags,
      permissions: access.ingestPipeline(),
      policyPermissions: access.jobClusterPolicy(),
      jobPermissions: access.job(),
    });
  } else {
    new IngestJob(stack, 'Ingest', { ...notebookJob, ...ingestion, checkpoints });
    // of a pipeline, silver and gold are always what bronze and the rules of today make of them
    new ReplayJob(stack, 'Replay', notebookJob);
    new RebuildJob(stack, 'Rebuild', { ...notebookJob, checkpoints });
    new RestoreJob(stack, 'Restore', { ...notebookJob, checkpoints });
    new ForgetJob(stack, 'Forget', { ...notebookJob, checkpoints, landing });
    if (settings.transcriptRetentionDays !== undefined) {
      new RetentionJob(stack, 'Retention', {
        ...notebookJob,
        transcriptRetentionDays: settings.transcriptRetentionDays,
        trigger: settings.retentionTrigger,
      });
    }
  }
}
