import { Job, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { Construct, type IConstruct } from 'constructs';

import type {
  ManualTrigger,
  PersonalDataProtection,
  ScheduleTrigger,
} from '../../environments/settings';
import { GOVERNANCE_TASKS, type GovernanceTask } from '../../rules/governance-tasks';
import type { WorkspaceCode } from '../code/workspace-code';
import type { JobCompute } from '../compute/job-compute';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import type { Principals } from '../governance/principals';
import { withLogicalId } from '../logical-id';
import { resourcesBelow } from '../resources-below';
import { sqlParameters } from '../sql-parameters';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { boundedRun, byTaskKey, jobNotifications, type JobRunProps, taskLimits } from './job-runs';
import { scheduleConfig } from './job-schedule';

const COMPUTE_KEY = 'governance';

export interface GovernanceJobProps extends JobRunProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** Further resources that a run needs. */
  readonly after: readonly IConstruct[];
  /** Runs the SQL files. */
  readonly warehouse: SqlWarehouse;
  /** Runs the notebooks. */
  readonly compute: JobCompute;
  /** Whom the functions ask about; the job runs as the jobs' service principal, who owns them. */
  readonly principals: Principals;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  readonly personalDataProtection: PersonalDataProtection;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The job that creates what the stack does not: functions, the views that call them, policies and
 * constraints. It repeats, so that a manual change does not last.
 */
export class GovernanceJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: GovernanceJobProps) {
    super(scope, id);
    const job = new Job(this, 'Resource', {
      name: 'governance',
      description: 'Asserts masks, row predicate, secured views, policies and constraints',
      ...props.compute.jobConfig(COMPUTE_KEY),
      task: GOVERNANCE_TASKS.map((task) => taskConfig(task, props)).sort(byTaskKey),
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

function taskConfig(task: GovernanceTask, props: GovernanceJobProps): JobTask {
  return {
    taskKey: task.key,
    ...('file' in task ? sqlTask(task.file, props) : notebookTask(task, props)),
    dependsOn: task.after.map((taskKey) => ({ taskKey })).sort(byTaskKey),
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
): ReturnType<JobCompute['taskConfig']> & Pick<JobTask, 'notebookTask'> {
  return {
    ...props.compute.taskConfig(COMPUTE_KEY, props.taskRetries),
    notebookTask: {
      notebookPath: props.code.notebookPath(task.notebook),
      baseParameters: {
        catalog: props.catalog.name,
        ...(task.takesProtection ? protection(props) : {}),
        ...task.parameters,
      },
    },
  };
}

/** The protection of personal data, and the principals that policies except. */
function protection({
  personalDataProtection,
  principals,
}: GovernanceJobProps): Record<string, string> {
  return {
    data_engineers_group: principals.dataEngineers,
    jobs_principal: principals.jobs,
    personal_data_protection: personalDataProtection,
    pii_readers_group: principals.piiReaders,
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
      const value = values[name];
      if (value === undefined) {
        const known = Object.keys(values).join(', ');
        throw new Error(`parameters of sql/${file}: not one of ${known}, got ${name}`);
      }
      return [name, value];
    }),
  );
}
