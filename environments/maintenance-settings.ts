import { boundProblems, type Bound } from './bounds';
import type { LakehouseSettings } from './settings';
import { show } from './show';

/** How tables should lie in their files, and so when the maintenance job does something about it. */
export interface MaintenanceSettings {
  /**
   * The size of the files that OPTIMIZE makes; those of less than half of it are small.
   * @default 1024
   */
  readonly targetFileMegabytes?: number;
  /**
   * Files are compacted where at least so many are small,
   * @default 10
   */
  readonly smallFileCount?: number;
  /**
   * and such a share of them, from 0 to 1.
   * @default 0.2
   */
  readonly smallFileShare?: number;
  /**
   * How often tables with layout columns are clustered, if they were written to.
   * @default 7
   */
  readonly clusterEveryDays?: number;
  /**
   * How often files that belong to no kept version are removed.
   * @default 7
   */
  readonly vacuumEveryDays?: number;
}

const DEFAULTS: Required<MaintenanceSettings> = {
  targetFileMegabytes: 1024,
  smallFileCount: 10,
  smallFileShare: 0.2,
  clusterEveryDays: 7,
  vacuumEveryDays: 7,
};

const BOUNDS: Readonly<Record<keyof MaintenanceSettings, Bound>> = {
  targetFileMegabytes: { low: 1, high: 4096 },
  smallFileCount: { low: 2, high: 100_000 },
  smallFileShare: { low: 0, high: 1, isFraction: true },
  clusterEveryDays: { low: 1, high: 365 },
  vacuumEveryDays: { low: 1, high: 365 },
};

/** The settings with what is left out. */
export function maintenanceDefaults(
  settings: MaintenanceSettings = {},
): Required<MaintenanceSettings> {
  return { ...DEFAULTS, ...settings };
}

/** Everything that is wrong with the settings of maintenance. */
export function maintenanceProblems(settings: LakehouseSettings): string[] {
  const problems = boundProblems('maintenance', { ...settings.maintenance }, BOUNDS);
  for (const name of ['tableStatistics', 'predictiveOptimization'] as const) {
    const value = settings[name] ?? false;
    if (typeof value !== 'boolean') {
      problems.push(`\`${name}\` must be true or false, got: ${show(value)}`);
    }
  }
  if (settings.predictiveOptimization === true) {
    if (settings.cloud === 'local') {
      problems.push('`predictiveOptimization` must be false where `cloud` is local, got: true');
    }
    if (settings.layout !== 'liquid') {
      problems.push(
        '`layout` must be liquid where `predictiveOptimization` is true, which runs no ZORDER BY, ' +
          `got: ${show(settings.layout)}`,
      );
    }
  }
  return problems;
}
