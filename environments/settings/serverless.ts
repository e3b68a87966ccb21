import type { LakehouseSettings } from '.';
import { Problems } from './problems';

const ENVIRONMENT_VERSION = /^[1-9]\d?$/;
const POLICY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Problems of serverless jobs: settings that serverless compute has no place for, and settings that
 * would create other compute beside it.
 */
export function serverlessProblems(settings: LakehouseSettings): string[] {
  const { jobCompute = 'cluster', ingestion = 'job' } = settings;
  const problems = new Problems(settings);
  if (problems.has('serverlessEnvironmentVersion')) {
    const rule = 'not a version of the serverless environment such as 4';
    problems.matches('serverlessEnvironmentVersion', ENVIRONMENT_VERSION, rule);
  }
  if (problems.has('serverlessPerformanceTarget')) {
    problems.oneOf('serverlessPerformanceTarget', ['standard', 'performanceOptimized']);
  }
  if (problems.has('serverlessUsagePolicyId')) {
    problems.matches('serverlessUsagePolicyId', POLICY_ID, 'not the id of a usage policy');
  }
  if (jobCompute === 'serverless') {
    refuse(problems, settings);
    return problems.all;
  }
  const unused = 'not available where `jobCompute` is cluster';
  for (const field of ['serverlessEnvironmentVersion', 'serverlessPerformanceTarget'] as const) {
    problems.check(!problems.has(field), field, unused, settings[field]);
  }
  problems.check(
    !problems.has('serverlessUsagePolicyId') ||
      (ingestion === 'pipeline' && settings.pipelineCompute !== 'cluster'),
    'serverlessUsagePolicyId',
    'not available where jobs and the pipeline run on clusters',
    settings.serverlessUsagePolicyId,
  );
  return problems.all;
}

/** Adds the problems of settings that exclude serverless jobs. */
function refuse(problems: Problems<LakehouseSettings>, settings: LakehouseSettings): void {
  const { ingestion = 'job', ingestTrigger, fileDiscovery, pipelineCompute } = settings;
  const reason = 'not available where `jobCompute` is serverless';
  const unless = (holds: boolean, field: string, value: unknown): void => {
    problems.check(holds, field, reason, value);
  };
  // a pro warehouse runs in the cloud account, as a cluster does
  unless(settings.warehouseType !== 'pro', 'warehouseType', settings.warehouseType);
  unless(pipelineCompute !== 'cluster', 'pipelineCompute', pipelineCompute);
  unless(!problems.has('mlSparkVersion'), 'mlSparkVersion', settings.mlSparkVersion);
  // serverless notebooks and jobs run streams with Trigger.AvailableNow only; pipelines also continuously
  // (Databricks documentation, "Serverless compute limitations": streaming)
  const isStream = ingestion === 'job' && ingestTrigger.kind === 'continuous';
  unless(!isStream, 'ingestTrigger.kind', ingestTrigger.kind);
  // they are set up with the instance profile or environment variables of a cluster, which serverless compute
  // lacks (Databricks documentation, "Configure Auto Loader streams in file notification mode")
  unless(fileDiscovery !== 'notifications', 'fileDiscovery', fileDiscovery);
}
