import { Construct } from 'constructs';

import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import { JobClusterCompute } from '../../../constructs/compute/job-cluster';
import type { JobClusterPolicy } from '../../../constructs/compute/job-cluster-policy';
import type { NotebookJobProps } from '../../../constructs/jobs/notebook-job';
import type { DataVolume } from '../../../constructs/storage/data-volume';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { TASK_PROPS } from '../task-props';

/** The compute of a job on a cluster. */
export function clusterCompute(): JobClusterCompute {
  return new JobClusterCompute(
    { sparkVersion: '17.3.x-scala2.13', nodeType: 'm6gd.large', workers: 1, tags: {} },
    { id: 'p1' } as JobClusterPolicy,
  );
}

/** Properties of a job of one notebook, and the volume of checkpoints. */
export function notebookJobProps(): NotebookJobProps & { readonly checkpoints: DataVolume } {
  const code = Object.assign(new Construct(undefined as never, ''), {
    notebookPath: (name: string) => `/code/notebooks/${name}`,
  });
  return {
    catalog: { name: 'lakehouse' } as LakehouseCatalog,
    checkpoints: { path: '/Volumes/lakehouse/ops/checkpoints' } as DataVolume,
    code: code as unknown as WorkspaceCode,
    after: [],
    compute: clusterCompute(),
    runAs: 'jobs',
    ...TASK_PROPS,
    permissions: [{ groupName: 'engineers', permissionLevel: 'CAN_MANAGE_RUN' }],
    tags: {},
  };
}
