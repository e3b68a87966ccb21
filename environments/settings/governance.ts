import { Problems, repeatedProblems } from './problems';
import type { Topic, WithDefaults } from './topic';
import { triggerProblems, utcSchedule, type ManualTrigger, type ScheduleTrigger } from './triggers';

/**
 * The system schemas with audit records and records of runs. `billing` is not one of them: every
 * metastore has it enabled, and it should not be declared (provider documentation, system_schema).
 */
const SYSTEM_SCHEMAS = ['access', 'compute', 'lakeflow', 'query'] as const;
export type SystemSchemaName = (typeof SYSTEM_SCHEMAS)[number];

/** Governance: masks, row filters, secured views, audit. */
export interface GovernanceSettings {
  /**
   * The trigger of the governance job.
   * @default - every day at 03:00 UTC
   */
  readonly governanceTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * Masks and row filters on tables, which Unity Catalog enforces and open-source Spark lacks.
   * The secured views mask and filter with them and without. Existing masks stay after `false`.
   * @default true
   */
  readonly tableMasks?: boolean;
  /**
   * The system schemas to enable. They belong to the metastore: enable them in one of the
   * environments that share it, or in none if the metastore admin does.
   * @default - access, compute, lakeflow, query
   */
  readonly systemSchemas?: readonly SystemSchemaName[];
}

/** Settings of governance. */
export const GOVERNANCE: Topic<
  GovernanceSettings,
  WithDefaults<GovernanceSettings, 'governanceTrigger' | 'tableMasks' | 'systemSchemas'>
> = {
  names: { governanceTrigger: true, tableMasks: true, systemSchemas: true },
  resolve: (settings) => ({
    governanceTrigger: settings.governanceTrigger ?? utcSchedule('0 0 3 * * ?'),
    tableMasks: settings.tableMasks ?? true,
    systemSchemas: settings.systemSchemas ?? SYSTEM_SCHEMAS,
  }),
  problems: (settings) => {
    const { systemSchemas = [] } = settings;
    const problems = new Problems(settings);
    for (const name of systemSchemas) {
      const rule = `be of ${SYSTEM_SCHEMAS.join(', ')}`;
      problems.check(SYSTEM_SCHEMAS.includes(name), 'systemSchemas', rule, name);
    }
    problems.booleans('tableMasks');
    return [
      ...problems.all,
      ...repeatedProblems('systemSchemas', systemSchemas),
      ...triggerProblems('governanceTrigger', settings.governanceTrigger),
    ];
  },
};
