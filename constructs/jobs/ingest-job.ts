import { Job, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import type { FileDiscovery, ResolvedIngestTrigger } from '../../environments/settings';
import type { WorkspaceCode } from '../code/workspace-code';
import type { JobCompute } from '../compute/job-compute';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { DataVolume } from '../storage/data-volume';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { INGEST_TASKS, type IngestTask, RECORD_RUN } from './ingest-tasks';
import { streamTrigger, triggerConfig } from './ingest-trigger';
import {
  boundedRun,
  byTaskKey,
  jobNotifications,
  type JobRunProps,
  OF_RUN,
  TASK_OF_RUN,
  taskLimits,
} from './job-runs';

const COMPUTE_KEY = 'ingest';

export interface IngestJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly landing: DataVolume;
  readonly checkpoints: DataVolume;
  readonly code: WorkspaceCode;
  /** Further resources that a run needs: the trigger can fire when the job is created. */
  readonly after: readonly IConstruct[];
  readonly compute: JobCompute;
  /** The application id of the service principal that the job runs as. */
  readonly runAs: string;
  readonly trigger: ResolvedIngestTrigger;
  /** The discovery of new files in the landing volume. */
  readonly fileDiscovery: FileDiscovery;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The job that brings documents from landing to gold. */
export class IngestJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: IngestJobProps) {
    super(scope, id);
    const job = new Job(this, 'Resource', {
      name: 'ingest',
      description: 'Ingests landed calls, deals and reps into bronze, silver and gold',
      ...props.compute.jobConfig(COMPUTE_KEY),
      task: [
        ...INGEST_TASKS.map((task) => taskConfig(task, props)),
        ...(isOrdered(props) ? [recordTask(props)] : []),
      ].sort(byTaskKey),
      runAs: { servicePrincipalName: props.runAs },
      ...triggerConfig(props.trigger, props.landing),
      // a second run over the same checkpoints would only wait for their lock
      maxConcurrentRuns: 1,
      ...(props.trigger.kind === 'continuous' ? {} : boundedRun(props)),
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(job, 'ingest').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'ingest_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}

/** A continuous job may have no order and no retries: its stages run side by side, and it repeats. */
function isOrdered({ trigger }: IngestJobProps): boolean {
  return trigger.kind !== 'continuous';
}

/** The step that records how all others ended. It fails where one did, so trying again is no use. */
function recordTask(props: IngestJobProps): JobTask {
  const stages = INGEST_TASKS.flatMap((task) =>
    task.stages.map((stage) => [
      stage,
      task.key,
      `{{tasks.${task.key}.result_state}}`,
      `{{tasks.${task.key}.execution_count}}`,
    ]),
  );
  const limits = taskLimits({ ...props, taskRetries: 0 });
  return {
    taskKey: RECORD_RUN,
    ...props.compute.taskConfig(COMPUTE_KEY, limits.maxRetries),
    notebookTask: {
      notebookPath: props.code.notebookPath(RECORD_RUN),
      baseParameters: {
        catalog: props.catalog.name,
        ...OF_RUN,
        stages: JSON.stringify(stages),
      },
    },
    dependsOn: INGEST_TASKS.map(({ key: taskKey }) => ({ taskKey })).sort(byTaskKey),
    runIf: 'ALL_DONE',
    ...limits,
  };
}

function taskConfig(task: IngestTask, props: IngestJobProps): JobTask {
  const ordered = isOrdered(props);
  const limits: Partial<JobTask> = ordered ? taskLimits(props) : {};
  return {
    taskKey: task.key,
    ...props.compute.taskConfig(COMPUTE_KEY, limits.maxRetries),
    notebookTask: {
      notebookPath: props.code.notebookPath(task.notebook),
      baseParameters: {
        catalog: props.catalog.name,
        landing: props.landing.path,
        checkpoints: props.checkpoints.path,
        trigger: streamTrigger(props.trigger),
        ...(task.feeds === undefined
          ? {}
          : { feeds: task.feeds.join(','), discovery: props.fileDiscovery }),
        ...TASK_OF_RUN,
        recorded_by: ordered ? RECORD_RUN : '',
      },
    },
    dependsOn: ordered ? task.after.map((taskKey) => ({ taskKey })) : undefined,
    // what was merged is followed, also where another feed has failed
    ...(ordered && task.after.length > 0 ? { runIf: 'ALL_DONE' } : {}),
    ...limits,
  };
}
