import { Job, type JobConfig, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import type { WorkspaceCode } from '../code/workspace-code';
import type { JobCompute } from '../compute/job-compute';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { byTaskKey, jobNotifications, type JobRunProps } from './job-runs';
import { scheduleConfig } from './job-schedule';

export interface NotebookJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** Further resources that a run needs. */
  readonly after: readonly IConstruct[];
  readonly compute: JobCompute;
  /** The application id of the service principal that the job runs as. */
  readonly runAs: string;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/** One task of such a job. */
export interface NotebookStep {
  /** Also the key of the task. */
  readonly notebook: string;
  /** Parameters of the notebook beside the catalog. */
  readonly baseParameters: Readonly<Record<string, string>>;
}

/** The content of a job of notebooks. */
export interface NotebookJobDefinition extends NotebookStep {
  /** Also its logical id, and the key of its compute. */
  readonly name: string;
  readonly description: string;
  /**
   * The steps before its notebook, in order.
   * @default - none: the job has one task
   */
  readonly before?: readonly NotebookStep[];
  /** The job parameters, with their defaults. */
  readonly parameters: readonly { readonly name: string; readonly default: string }[];
  /** @default - manual */
  readonly trigger?: ScheduleTrigger | ManualTrigger;
  /** Retries and time limit of a task. */
  readonly limits: Partial<JobTask>;
  readonly bounds: Pick<JobConfig, 'queue' | 'health'>;
}

/** A job of notebooks that run one after another, on the same compute; one run at a time. */
export class NotebookJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: NotebookJobProps, job: NotebookJobDefinition) {
    super(scope, id);
    const { name, description } = job;
    const steps = [...(job.before ?? []), job];
    const resource = new Job(this, 'Resource', {
      name,
      description,
      parameter: [...job.parameters],
      ...props.compute.jobConfig(name),
      task: steps
        .map(({ notebook, baseParameters }, i): JobTask => ({
          taskKey: notebook,
          ...props.compute.taskConfig(name, job.limits.maxRetries),
          notebookTask: {
            notebookPath: props.code.notebookPath(notebook),
            baseParameters: { catalog: props.catalog.name, ...baseParameters },
          },
          dependsOn: i === 0 ? undefined : [{ taskKey: steps[i - 1]!.notebook }],
          ...job.limits,
        }))
        .sort(byTaskKey),
      runAs: { servicePrincipalName: props.runAs },
      ...scheduleConfig(job.trigger ?? { kind: 'manual' }),
      maxConcurrentRuns: 1,
      ...job.bounds,
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(resource, name).id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: `${name}_job`,
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}
