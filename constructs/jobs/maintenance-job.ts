import type { Construct } from 'constructs';

import type {
  Layout,
  MaintenanceFileSettings,
  ManualTrigger,
  ScheduleTrigger,
} from '../../environments/settings';
import { boundedRun, taskLimits } from './job-runs';
import { NotebookJob, type NotebookJobProps } from './notebook-job';

export interface MaintenanceJobProps extends NotebookJobProps {
  /** The clustering of tables with layout columns. */
  readonly layout: Layout;
  readonly trigger: ScheduleTrigger | ManualTrigger;
  readonly maintenance: Required<MaintenanceFileSettings>;
  /** The job computes statistics of the tables. */
  readonly tableStatistics: boolean;
  /** Databricks maintains the tables; the job only sets their layout. */
  readonly predictiveOptimization: boolean;
}

/**
 * The job that reads the file layout of tables and runs OPTIMIZE, ZORDER BY or liquid clustering,
 * ANALYZE and VACUUM where necessary. The ingest job may run at the same time.
 */
export class MaintenanceJob extends NotebookJob {
  constructor(scope: Construct, id: string, props: MaintenanceJobProps) {
    const settings = props.maintenance;
    super(scope, id, props, {
      name: 'maintenance',
      description: 'Compacts, clusters and analyses tables and removes old files, where it is due',
      notebook: 'maintain',
      // names with commas; empty: all
      parameters: [{ name: 'tables', default: '' }],
      baseParameters: {
        job_run_id: '{{job.run_id}}',
        policy: JSON.stringify({
          layout: props.layout,
          target_file_bytes: settings.targetFileMegabytes * 1024 * 1024,
          small_file_share: settings.smallFileShare,
          small_file_count: settings.smallFileCount,
          cluster_every_days: settings.clusterEveryDays,
          vacuum_every_days: settings.vacuumEveryDays,
          statistics: props.tableStatistics,
          predictive_optimization: props.predictiveOptimization,
        }),
      },
      trigger: props.trigger,
      limits: taskLimits(props),
      bounds: boundedRun(props),
    });
  }
}
