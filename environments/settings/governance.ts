import { Problems, repeatedProblems } from './problems';
import type { Topic, WithDefaults } from './topic';
import { type ManualTrigger, type ScheduleTrigger, triggerProblems, utcSchedule } from './triggers';

/**
 * The system schemas with audit records and records of runs. `billing` is not one of them: every
 * metastore has it enabled, and it should not be declared (provider documentation, system_schema).
 */
const SYSTEM_SCHEMAS = ['access', 'compute', 'lakeflow', 'query'] as const;
export type SystemSchemaName = (typeof SYSTEM_SCHEMAS)[number];

/** Modes of the protection of personal data outside the secured views. */
export const PROTECTIONS = ['views', 'policies'] as const;
export type PersonalDataProtection = (typeof PROTECTIONS)[number];

/** Governance: secured views, policies, audit. */
export interface GovernanceSettings {
  /**
   * The trigger of the governance job.
   * @default - every day at 03:00 UTC
   */
  readonly governanceTrigger?: ScheduleTrigger | ManualTrigger;
  /**
   * Protection of personal data outside the secured views. `views`: by grants alone. `policies`:
   * attribute-based policies of Unity Catalog mask it in each table, too. They need a governed tag.
   * @default views
   */
  readonly personalDataProtection?: PersonalDataProtection;
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
  WithDefaults<GovernanceSettings, 'governanceTrigger' | 'personalDataProtection' | 'systemSchemas'>
> = {
  names: { governanceTrigger: true, personalDataProtection: true, systemSchemas: true },
  resolve: (settings) => ({
    governanceTrigger: settings.governanceTrigger ?? utcSchedule('0 0 3 * * ?'),
    personalDataProtection: settings.personalDataProtection ?? 'views',
    systemSchemas: settings.systemSchemas ?? SYSTEM_SCHEMAS,
  }),
  problems: (settings) => {
    const { systemSchemas = [] } = settings;
    const problems = new Problems(settings);
    for (const name of systemSchemas) {
      const problem = `not one of ${SYSTEM_SCHEMAS.join(', ')}`;
      problems.check(SYSTEM_SCHEMAS.includes(name), 'systemSchemas', problem, name);
    }
    if (problems.has('personalDataProtection'))
      problems.oneOf('personalDataProtection', PROTECTIONS);
    return [
      ...problems.all,
      ...repeatedProblems('systemSchemas', systemSchemas),
      ...triggerProblems('governanceTrigger', settings.governanceTrigger),
    ];
  },
};
