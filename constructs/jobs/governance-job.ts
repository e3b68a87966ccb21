import { Job, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import { jobCluster, type JobClusterShape } from '../compute/job-cluster';
import type { JobClusterPolicy } from '../compute/job-cluster-policy';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import type { WorkspaceCode } from '../code/workspace-code';
import { withLogicalId } from '../logical-id';
import { boundedRun, byTaskKey, jobNotifications, taskLimits, type JobRunProps } from './job-runs';
import { scheduleConfig } from './job-schedule';
import { resourcesBelow } from '../resources-below';
import { sqlParameters } from '../sql-parameters';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { GOVERNANCE_TASKS, type GovernanceTask } from '../../rules/governance-tasks';
import { ObjectPermissions, type ObjectPermission } from '../governance/object-permissions';
import type { Principals } from '../governance/principals';

const CLUSTER_KEY = 'governance';

export interface GovernanceJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** What else has to be there before a run. */
  readonly after: readonly IConstruct[];
  /** Runs the SQL files. */
  readonly warehouse: SqlWarehouse;
  /** Runs the notebooks. */
  readonly cluster: JobClusterShape;
  readonly clusterPolicy: JobClusterPolicy;
  /** Whom the functions ask about; the job runs as the jobs' service principal, who owns them. */
  readonly principals: Principals;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  /** The job also sets masks and row filters on tables. Existing ones stay after `false`. */
  readonly tableMasks: boolean;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The job that makes what no Terraform resource makes: functions, the views that call them, masks,
 * row filters and constraints. It repeats, so that what somebody changed does not stay changed.
 */
export class GovernanceJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: GovernanceJobProps) {
    super(scope, id);
    const tasks = GOVERNANCE_TASKS.filter((task) => props.tableMasks || task.tableMasks !== true);
    const keys = new Set(tasks.map((task) => task.key));
    const job = new Job(this, 'Resource', {
      name: 'governance',
      description: 'Masks, row predicate, secured views and constraints, made and made again',
      jobCluster: [jobCluster(CLUSTER_KEY, props.cluster, props.clusterPolicy)],
      task: tasks.map((task) => taskConfig(task, keys, props)).sort(byTaskKey),
      runAs: { servicePrincipalName: props.principals.jobs },
      ...scheduleConfig(props.trigger),
      maxConcurrentRuns: 1,
      ...boundedRun(props),
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.code, ...props.after]),
    });
    this.id = withLogicalId(job, 'governance').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'governance_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }
}

function taskConfig(
  task: GovernanceTask,
  keys: ReadonlySet<string>,
  props: GovernanceJobProps,
): JobTask {
  return {
    taskKey: task.key,
    ...('file' in task ? sqlTask(task.file, props) : notebookTask(task, props)),
    dependsOn: task.after.filter((key) => keys.has(key)).map((taskKey) => ({ taskKey })),
    ...taskLimits(props),
  };
}

function sqlTask(file: string, props: GovernanceJobProps): Pick<JobTask, 'sqlTask'> {
  const { path, text } = props.code.sqlFile(file);
  return {
    sqlTask: {
      warehouseId: props.warehouse.id,
      file: { path, source: 'WORKSPACE' },
      parameters: parametersOf(file, text, props),
    },
  };
}

function notebookTask(
  task: Extract<GovernanceTask, { notebook: string }>,
  props: GovernanceJobProps,
): Pick<JobTask, 'jobClusterKey' | 'notebookTask'> {
  return {
    jobClusterKey: CLUSTER_KEY,
    notebookTask: {
      notebookPath: props.code.notebookPath(task.notebook),
      baseParameters: {
        catalog: props.catalog.name,
        table_masks: `${props.tableMasks}`,
        ...task.parameters,
      },
    },
  };
}

/** The values of the parameters that a file has; an error where it asks for another. */
function parametersOf(
  file: string,
  text: string,
  { catalog, principals }: GovernanceJobProps,
): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    analysts_group: principals.analysts,
    call_readers_group: principals.callReaders,
    catalog: catalog.name,
    data_engineers_group: principals.dataEngineers,
    jobs_principal: principals.jobs,
    pii_readers_group: principals.piiReaders,
    reviewers_group: principals.reviewers,
  };
  return Object.fromEntries(
    sqlParameters(text).map((name) => {
      if (!(name in values)) {
        const known = Object.keys(values).join(', ');
        throw new Error(`parameters of sql/${file} must be of ${known}, got: ${name}`);
      }
      return [name, values[name]];
    }),
  );
}
