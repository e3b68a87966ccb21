import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import {
  IngestPipeline,
  type IngestPipelineProps,
} from '../../../constructs/pipeline/ingest-pipeline';
import { isMadeByPipeline } from '../../../constructs/pipeline/pipeline-tables';
import type { DataVolume } from '../../../constructs/storage/data-volume';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { qualifiedName, TABLES } from '../../../contracts';
import { Template } from '../../template';
import { TASK_PROPS } from '../task-props';

const code = Object.assign(new Construct(undefined as never, ''), {
  path: '/lakehouse',
}) as unknown as WorkspaceCode;
const props: IngestPipelineProps = {
  catalog: { name: 'lakehouse' } as LakehouseCatalog,
  landing: { path: '/Volumes/lakehouse/bronze/landing' } as DataVolume,
  code,
  after: [],
  layout: 'zorder',
  runAs: 'jobs',
  trigger: { kind: 'manual' },
  fileDiscovery: 'listing',
  ...TASK_PROPS,
  permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_RUN' }],
  policyPermissions: [{ servicePrincipalName: 'jobs', permissionLevel: 'CAN_USE' }],
  jobPermissions: [{ groupName: 'engineers', permissionLevel: 'CAN_MANAGE_RUN' }],
  tags: { project: 'lakehouse' },
};

function synthesise(change: Partial<IngestPipelineProps> = {}): Template {
  return Template.of((stack) => new IngestPipeline(stack, 'Ingest', { ...props, ...change }));
}

describe('IngestPipeline', () => {
  it('publishes to the catalog, from the deployed sources, as the service principal', () => {
    expect(synthesise().resource('databricks_pipeline', 'ingest')).toEqual({
      name: 'ingest',
      catalog: 'lakehouse',
      schema: 'silver',
      root_path: '/Workspace/lakehouse/notebooks',
      library: [{ glob: { include: '/Workspace/lakehouse/notebooks/pipeline/**' } }],
      configuration: {
        'lakehouse.discovery': 'listing',
        'lakehouse.landing': '/Volumes/lakehouse/bronze/landing',
        'lakehouse.layout': 'zorder',
        'spark.sql.variant.allowDuplicateKeys': 'true',
      },
      serverless: true,
      continuous: false,
      development: false,
      channel: 'CURRENT',
      edition: 'ADVANCED',
      run_as: { service_principal_name: 'jobs' },
      tags: { project: 'lakehouse' },
      depends_on: [],
    });
    expect(synthesise().resource('databricks_permissions', 'ingest_pipeline')).toEqual({
      pipeline_id: '${databricks_pipeline.ingest.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_RUN' }],
    });
  });

  it('is updated by the ingest job, which has the name and address it has without', () => {
    const template = synthesise({ trigger: { kind: 'fileArrival', minSecondsBetweenRuns: 60 } });
    expect(template.resource('databricks_job', 'ingest')).toMatchObject({
      name: 'ingest',
      task: [
        {
          task_key: 'update_pipeline',
          pipeline_task: { pipeline_id: '${databricks_pipeline.ingest.id}', full_refresh: false },
          max_retries: 2,
        },
      ],
      trigger: { file_arrival: { url: '/Volumes/lakehouse/bronze/landing/' } },
      max_concurrent_runs: 1,
    });
    expect(template.resource('databricks_permissions', 'ingest_job')).toMatchObject({
      access_control: [{ permission_level: 'CAN_MANAGE_RUN' }],
    });
  });

  it('needs no job where it never ends', () => {
    const template = synthesise({ trigger: { kind: 'continuous', secondsBetweenBatches: 10 } });
    expect(template.resource('databricks_pipeline', 'ingest')).toMatchObject({ continuous: true });
    expect(template.resources('databricks_job')).toEqual({});
  });

  it('runs on a separate cluster if requested, and reports failures', () => {
    const cluster = {
      sparkVersion: '17.3.x-scala2.13',
      nodeType: 'm6gd.large',
      workers: 0,
      tags: {},
    };
    const pipeline = synthesise({ cluster, failureEmails: ['a@example.com'] }).resource(
      'databricks_pipeline',
      'ingest',
    );
    expect(pipeline).toMatchObject({
      serverless: false,
      cluster: [
        {
          label: 'default',
          policy_id: '${databricks_cluster_policy.pipeline_cluster.id}',
          node_type_id: 'm6gd.large',
          num_workers: 0,
          custom_tags: { ResourceClass: 'SingleNode' },
        },
      ],
      notification: [
        {
          email_recipients: ['a@example.com'],
          alerts: ['on-update-failure', 'on-update-fatal-failure', 'on-flow-failure'],
        },
      ],
    });
  });

  it('is attributed to a usage policy', () => {
    const template = synthesise({ usagePolicyId: 'b1' });
    expect(template.resource('databricks_pipeline', 'ingest')).toMatchObject({
      serverless: true,
      budget_policy_id: 'b1',
    });
  });

  it('makes what lands, what is merged and what is scored, and leaves the rest to the stack', () => {
    const left = TABLES.filter((table) => !isMadeByPipeline(table)).map(qualifiedName);
    expect(left.filter((name) => !name.startsWith('ops.'))).toEqual(['gold.deal_predictions']);
  });
});
