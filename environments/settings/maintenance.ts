import { type Bound, boundProblems, Problems } from './problems';
import { type Topic, type WithDefaults, withDefaults } from './topic';
import { type ManualTrigger, type ScheduleTrigger, triggerProblems, utcSchedule } from './triggers';

/**
 * The clustering of large silver tables by the maintenance job: by OPTIMIZE ZORDER BY, or liquid
 * (CLUSTER BY). The job changes tables from `zorder` to `liquid`. A liquid table stays liquid:
 * Delta Lake then refuses ZORDER BY.
 */
export type Layout = 'zorder' | 'liquid';

/** The file layout of tables. */
export interface MaintenanceFileSettings {
  /**
   * The size of the files that OPTIMIZE writes. Files of less than half of it are small.
   * @default 1024
   */
  readonly targetFileMegabytes?: number;
  /**
   * Files are compacted if a table has at least this number of small files
   * @default 10
   */
  readonly smallFileCount?: number;
  /**
   * and if small files are at least this share of its files, from 0 to 1.
   * @default 0.2
   */
  readonly smallFileShare?: number;
  /**
   * The interval at which tables with layout columns are clustered after writes.
   * @default 7
   */
  readonly clusterEveryDays?: number;
  /**
   * The interval at which files of no retained version are removed.
   * @default 7
   */
  readonly vacuumEveryDays?: number;
}

/** Maintenance of tables. */
export interface MaintenanceSettings {
  /** The clustering of large silver tables: `zorder` or `liquid`. */
  readonly layout: Layout;
  /** The retention of the Delta log and of removed files, which limits time travel and restore. */
  readonly logRetentionDays: number;
  /**
   * The trigger of the maintenance job.
   * @default - every day at 04:30 UTC
   */
  readonly maintenanceTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * The limits at which maintenance changes the files of a table.
   * @default - files of 1 GB, compacted if many are small, clustered and vacuumed every week
   */
  readonly maintenance?: MaintenanceFileSettings;
  /**
   * Maintenance computes statistics of the tables (ANALYZE). Open-source Spark cannot do so for
   * tables of Delta Lake.
   * @default true
   */
  readonly tableStatistics?: boolean;
  /**
   * Databricks maintains the tables: predictive optimization is turned on for the catalog, and the
   * maintenance job only sets their layout, which must be `liquid`.
   * @default false - the maintenance job maintains the tables; the catalog keeps the account's setting
   */
  readonly predictiveOptimization?: boolean;
}

const FILES: Required<MaintenanceFileSettings> = {
  targetFileMegabytes: 1024,
  smallFileCount: 10,
  smallFileShare: 0.2,
  clusterEveryDays: 7,
  vacuumEveryDays: 7,
};

const BOUNDS: Readonly<Record<keyof MaintenanceFileSettings, Bound>> = {
  targetFileMegabytes: { low: 1, high: 4096 },
  smallFileCount: { low: 2, high: 100_000 },
  smallFileShare: { low: 0, high: 1, isFraction: true },
  clusterEveryDays: { low: 1, high: 365 },
  vacuumEveryDays: { low: 1, high: 365 },
};

/** Settings of maintenance. */
export const MAINTENANCE: Topic<
  MaintenanceSettings,
  WithDefaults<
    MaintenanceSettings,
    'maintenanceTrigger' | 'maintenance' | 'tableStatistics' | 'predictiveOptimization'
  >
> = {
  names: {
    layout: true,
    logRetentionDays: true,
    maintenanceTrigger: true,
    maintenance: true,
    tableStatistics: true,
    predictiveOptimization: true,
  },
  resolve: (settings) => ({
    maintenanceTrigger: settings.maintenanceTrigger ?? utcSchedule('0 30 4 * * ?'),
    maintenance: withDefaults(FILES, settings.maintenance ?? {}),
    tableStatistics: settings.tableStatistics ?? true,
    predictiveOptimization: settings.predictiveOptimization ?? false,
  }),
  problems: (settings) => {
    const { layout, predictiveOptimization } = settings;
    const problems = new Problems(settings);
    problems.oneOf('layout', ['zorder', 'liquid']);
    problems.within('logRetentionDays', 7, 3650);
    problems.booleans('tableStatistics', 'predictiveOptimization');
    if (predictiveOptimization === true) {
      const problem = 'not available where `cloud` is local';
      problems.check(settings.cloud !== 'local', 'predictiveOptimization', problem, true);
      problems.check(
        layout === 'liquid',
        'layout',
        'not liquid, but `predictiveOptimization` does not run ZORDER BY',
        layout,
      );
    }
    return [
      ...problems.all,
      ...triggerProblems('maintenanceTrigger', settings.maintenanceTrigger),
      ...boundProblems('maintenance', { ...settings.maintenance }, BOUNDS),
    ];
  },
};
