import { Construct } from 'constructs';

import type { JobClusterPolicy } from '../../../constructs/compute/job-cluster-policy';
import type { WorkspaceCode } from '../../../constructs/ingestion/workspace-code';
import { RebuildJob } from '../../../constructs/operations/rebuild-job';
import type { DataVolume } from '../../../constructs/storage/data-volume';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { Template } from '../../template';

describe('RebuildJob', () => {
  it('compares unless it is told to replace, is not tried again, and has no clock', () => {
    const code = Object.assign(new Construct(undefined as never, ''), {
      notebookPath: (name: string) => `/code/notebooks/${name}`,
    }) as unknown as WorkspaceCode;
    const template = Template.of(
      (stack) =>
        new RebuildJob(stack, 'Rebuild', {
          catalog: { name: 'lakehouse' } as LakehouseCatalog,
          checkpoints: { path: '/Volumes/lakehouse/ops/checkpoints' } as DataVolume,
          code,
          after: [],
          cluster: {
            sparkVersion: '17.3.x-scala2.13',
            nodeType: 'm6gd.large',
            workers: 1,
            tags: {},
          },
          clusterPolicy: { id: 'p1' } as JobClusterPolicy,
          runAs: 'jobs',
          taskRetries: 2,
          taskRetryIntervalSeconds: 30,
          taskTimeoutMinutes: 60,
          slowRunMinutes: 45,
          failureEmails: [],
          failureWebhooks: [],
          permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_MANAGE_RUN' }],
          tags: {},
        }),
    );
    const job = template.resource('databricks_job', 'rebuild');
    expect(job).toMatchObject({
      name: 'rebuild',
      parameter: [{ name: 'replace', default: 'false' }],
      run_as: { service_principal_name: 'jobs' },
      max_concurrent_runs: 1,
      task: [
        {
          task_key: 'rebuild_silver',
          max_retries: 0,
          notebook_task: {
            notebook_path: '/code/notebooks/rebuild_silver',
            base_parameters: {
              catalog: 'lakehouse',
              checkpoints: '/Volumes/lakehouse/ops/checkpoints',
            },
          },
        },
      ],
    });
    expect(job).not.toHaveProperty('schedule');
    expect(template.resource('databricks_permissions', 'rebuild_job')).toEqual({
      job_id: '${databricks_job.rebuild.id}',
      access_control: [{ group_name: 'engineers', permission_level: 'CAN_MANAGE_RUN' }],
    });
  });
});
