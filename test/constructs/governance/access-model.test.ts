import { AccessModel, SCHEMAS } from '../../../constructs/governance/access-model';
import type { Principals } from '../../../constructs/governance/principals';
import { qualifiedName, TABLES } from '../../../contracts';

const access = new AccessModel({
  owners: 'owners',
  dataEngineers: 'engineers',
  analysts: 'analysts',
  reviewers: 'reviewers',
  piiReaders: 'pii readers',
  callReaders: 'account users',
  callReadersInWorkspace: 'users',
  jobs: 'jobs',
} as Principals);

describe('AccessModel', () => {
  it('gives engineers all on bronze and silver, analysts gold, jobs what they make there', () => {
    const engineers = { principal: 'engineers', privileges: ['ALL_PRIVILEGES'] };
    const analysts = { principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] };
    const callReaders = { principal: 'account users', privileges: ['USE_SCHEMA'] };
    const jobs = (...privileges: string[]) => ({ principal: 'jobs', privileges });
    expect(Object.fromEntries(SCHEMAS.map((name) => [name, access.schema(name)]))).toEqual({
      bronze: [engineers, jobs('USE_SCHEMA')],
      silver: [engineers, jobs('USE_SCHEMA')],
      gold: [analysts, callReaders, jobs('CREATE_FUNCTION', 'CREATE_TABLE', 'USE_SCHEMA')],
      governance: [jobs('CREATE_FUNCTION', 'CREATE_TABLE', 'EXECUTE', 'USE_SCHEMA')],
      ops: [
        { principal: 'engineers', privileges: ['USE_SCHEMA'] },
        jobs('CREATE_TABLE', 'USE_SCHEMA'),
      ],
      rebuild: [jobs('CREATE_TABLE', 'USE_SCHEMA')],
    });
  });

  it('lets jobs make the tables of a layer that a pipeline makes', () => {
    const { principals } = access as unknown as { principals: Principals };
    const byPipeline = new AccessModel(principals, ['bronze', 'gold']);
    const ofJobs = SCHEMAS.map((name) => byPipeline.schema(name).at(-1)!.privileges.join());
    expect(ofJobs).toEqual([
      'CREATE_MATERIALIZED_VIEW,CREATE_TABLE,USE_SCHEMA',
      'USE_SCHEMA',
      'CREATE_FUNCTION,CREATE_MATERIALIZED_VIEW,CREATE_TABLE,USE_SCHEMA',
      'CREATE_FUNCTION,CREATE_TABLE,EXECUTE,USE_SCHEMA',
      'CREATE_TABLE,USE_SCHEMA',
      'CREATE_TABLE,USE_SCHEMA',
    ]);
  });

  it('lets all of them into the catalog, and no further', () => {
    expect(access.catalog()).toEqual(
      ['engineers', 'analysts', 'account users', 'jobs'].map((principal) => ({
        principal,
        privileges: ['USE_CATALOG'],
      })),
    );
  });

  it('lets jobs create policies and assign tags where policies protect personal data', () => {
    const { principals } = access as unknown as { principals: Principals };
    const byPolicies = new AccessModel(principals, [], 'policies');
    expect(byPolicies.catalog().at(-1)).toEqual({
      principal: 'jobs',
      privileges: ['APPLY_TAG', 'MANAGE', 'USE_CATALOG'],
    });
    expect(byPolicies.catalog().slice(0, -1)).toEqual(access.catalog().slice(0, -1));
  });

  it('lets jobs write tables, and a deployment alter those that jobs own; engineers see how pipelines do', () => {
    const grants = TABLES.map((table) => [qualifiedName(table), access.table(table)]);
    const written = [{ principal: 'jobs', privileges: ['MODIFY', 'SELECT'] }];
    const owned = [{ principal: 'owners', privileges: ['MODIFY'] }];
    expect(Object.fromEntries(grants)).toEqual({
      'bronze.conversations_raw': written,
      'bronze.deals_raw': written,
      'bronze.reps_raw': written,
      'bronze.evaluations_raw': written,
      'silver.conversations': owned,
      'silver.conversation_signals': owned,
      'silver.evaluations': owned,
      'silver.deals': owned,
      'silver.reps': owned,
      'silver.deletions': owned,
      'silver.quarantine': owned,
      'gold.rep_monthly_scores': written,
      'gold.deal_features': owned,
      'gold.deal_predictions': written,
      'ops.governance_report': written,
      'ops.pipeline_runs': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.quality_results': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.feed_schemas': written,
      'ops.waiting_batches': written,
      'ops.call_parts': written,
      'ops.rescued_data': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.table_health': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.job_locks': written,
      'ops.model_drift': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.model_accuracy': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
      'ops.erasures': [{ principal: 'engineers', privileges: ['SELECT'] }, ...written],
    });
  });

  it('makes jobs the owner of what they set constraints, cluster keys and aliases on', () => {
    const owners = TABLES.map((table) => [qualifiedName(table), access.tableOwner(table)]);
    expect(owners.filter(([, owner]) => owner === 'jobs').map(([name]) => name)).toEqual([
      'silver.conversations',
      'silver.conversation_signals',
      'silver.evaluations',
      'silver.deals',
      'silver.reps',
      'silver.deletions',
      'silver.quarantine',
      'gold.deal_features',
    ]);
    // the owner clauses of ALTER TABLE: constraints of rules and keys, CLUSTER BY
    const altered = TABLES.filter(
      ({ schema, layoutColumns = [], isFeatureTable }) =>
        schema === 'silver' || layoutColumns.length > 0 || isFeatureTable,
    );
    for (const table of altered) expect(access.tableOwner(table)).toBe('jobs');
    expect([access.owner(), access.modelOwner()]).toEqual(['owners', 'jobs']);
  });

  it('lets jobs write checkpoints, and read what lands and erase it; engineers see what was deployed', () => {
    expect(access.landingVolume()).toEqual([
      { principal: 'jobs', privileges: ['READ_VOLUME', 'WRITE_VOLUME'] },
    ]);
    expect(access.checkpointVolume()).toEqual([
      { principal: 'jobs', privileges: ['READ_VOLUME', 'WRITE_VOLUME'] },
    ]);
    expect(access.deploymentVolume()).toEqual([
      { principal: 'engineers', privileges: ['READ_VOLUME'] },
    ]);
  });

  it('lets all who may read something use the warehouse', () => {
    expect(access.warehouse()).toEqual([
      { groupName: 'engineers', permissionLevel: 'CAN_USE' },
      { groupName: 'analysts', permissionLevel: 'CAN_USE' },
      { groupName: 'users', permissionLevel: 'CAN_USE' },
      { servicePrincipalName: 'jobs', permissionLevel: 'CAN_USE' },
    ]);
  });

  it('lets all who may read something open dashboards', () => {
    expect(access.dashboards()).toEqual(
      ['engineers', 'analysts', 'users'].map((groupName) => ({
        groupName,
        permissionLevel: 'CAN_READ',
      })),
    );
  });

  it('lets no group run the governance job, whose parameters grant access', () => {
    expect(access.governanceJob()).toEqual([
      { groupName: 'engineers', permissionLevel: 'CAN_VIEW' },
    ]);
  });
});
