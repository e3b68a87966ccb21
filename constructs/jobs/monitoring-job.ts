import { Job, type JobTask } from '@cdktf/provider-databricks/lib/job';
import { NotificationDestination } from '@cdktf/provider-databricks/lib/notification-destination';
import { Construct, type IConstruct } from 'constructs';

import type { ManualTrigger, ScheduleTrigger } from '../../environments/settings';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import type { Alerts } from '../monitoring/alerts';
import { resourcesBelow } from '../resources-below';
import { boundedRun, byTaskKey, jobNotifications, type JobRunProps, taskLimits } from './job-runs';
import { scheduleConfig } from './job-schedule';

export interface MonitoringJobProps extends JobRunProps {
  readonly alerts: Alerts;
  /** The resources that the queries read, created before the first scheduled run. */
  readonly after: readonly IConstruct[];
  /** Runs the queries of the alerts. */
  readonly warehouse: SqlWarehouse;
  /** The application id of the service principal that the queries run as. */
  readonly runAs: string;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  readonly permissions: readonly ObjectPermission[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The job that evaluates the alerts. The recipients of failed runs also receive alerts, through a
 * notification destination: only users can subscribe to an alert directly.
 */
export class MonitoringJob extends Construct {
  public readonly id: string;

  constructor(scope: Construct, id: string, props: MonitoringJobProps) {
    super(scope, id);
    const subscribers = this.subscribers(props);
    const job = new Job(this, 'Resource', {
      name: 'monitoring',
      description: 'Evaluates the alerts, and notifies of triggered and recovered ones',
      task: props.alerts.all
        .map(({ name, id: alertId }): JobTask => {
          const alert = {
            alertId,
            subscriptions: subscribers.map((destinationId) => ({ destinationId })),
          };
          const sqlTask = { warehouseId: props.warehouse.id, alert };
          return { taskKey: name, sqlTask, ...taskLimits(props) };
        })
        .sort(byTaskKey),
      runAs: { servicePrincipalName: props.runAs },
      ...scheduleConfig(props.trigger),
      maxConcurrentRuns: 1,
      ...boundedRun(props),
      ...jobNotifications(props),
      tags: { ...props.tags },
      dependsOn: resourcesBelow([props.alerts, ...props.after]),
    });
    this.id = withLogicalId(job, 'monitoring').id;
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'monitoring_job',
      on: { jobId: this.id },
      permissions: props.permissions,
    });
  }

  /** The ids of the notification destinations; the e-mail addresses have a separate one. */
  private subscribers({ failureEmails, failureWebhooks }: MonitoringJobProps): string[] {
    if (failureEmails.length === 0) return [...failureWebhooks];
    const destination = new NotificationDestination(this, 'Destination', {
      displayName: 'lakehouse alerts',
      config: { email: { addresses: [...failureEmails] } },
    });
    return [withLogicalId(destination, 'alerts').id, ...failureWebhooks];
  }
}
