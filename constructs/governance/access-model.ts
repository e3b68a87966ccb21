import { qualifiedName, type TableContract } from '../../contracts';
import type { PersonalDataProtection } from '../../environments/settings';
import type { ObjectPermission } from './object-permissions';
import type { Principals } from './principals';
import type { Grant } from './securable-grants';

/** The schemas of the lakehouse. */
export const SCHEMAS = ['bronze', 'silver', 'gold', 'governance', 'ops', 'rebuild'] as const;
export type SchemaName = (typeof SCHEMAS)[number];

/** The tables of `ops` from which data engineers see how pipelines, tables and the model do. */
const SEEN_BY_ENGINEERS = [
  'ops.pipeline_runs',
  'ops.quality_results',
  'ops.rescued_data',
  'ops.table_health',
  'ops.model_drift',
  'ops.model_accuracy',
  'ops.erasures',
];

/**
 * The access model. Data engineers have all privileges on bronze and silver and read the operational
 * tables. Analysts read gold. Call readers read the secured views of calls. The principal of the jobs
 * has the privileges that its jobs need. No other principal has access.
 *
 * The right to select from the secured views is not here: the governance job creates and grants them.
 * Reviewers and PII readers have no separate grants: they are call readers to whom the views show more.
 */
export class AccessModel {
  /** @param makesTables the layers whose tables the jobs' principal makes itself, by a pipeline */
  constructor(
    private readonly principals: Principals,
    private readonly makesTables: readonly SchemaName[] = [],
    private readonly protection: PersonalDataProtection = 'views',
  ) {}

  /** The owner of the catalog, of all below it that names no other, and of its storage. */
  owner(): string {
    return this.principals.owners;
  }

  /**
   * The owner of a table. Jobs own the tables that they set constraints and cluster keys on: for
   * these clauses, ALTER TABLE needs ownership, and MANAGE is not enough (Databricks SQL reference,
   * "ALTER TABLE": required permissions).
   */
  tableOwner(contract: TableContract): string {
    return isOwnedByJobs(contract) ? this.principals.jobs : this.principals.owners;
  }

  /**
   * The owner of a registered model: jobs set its aliases, which only its owner and metastore admins
   * do (Databricks REST reference, "Registered models": set an alias).
   */
  modelOwner(): string {
    return this.principals.jobs;
  }

  /** Grants on the catalog. */
  catalog(): Grant[] {
    const { dataEngineers, analysts, callReaders, jobs } = this.principals;
    return [dataEngineers, analysts, callReaders, jobs].map((principal) => ({
      principal,
      // policies are created with MANAGE on their catalog, and tags assigned with APPLY TAG
      privileges:
        principal === jobs && this.protection === 'policies'
          ? ['APPLY_TAG', 'MANAGE', 'USE_CATALOG']
          : ['USE_CATALOG'],
    }));
  }

  /** The same, with Terraform names, for a catalog whose other grants are declared elsewhere. */
  existingCatalog(): (Grant & { logicalId: string })[] {
    const names = ['data_engineers', 'analysts', 'call_readers', 'jobs'];
    return this.catalog().map((grant, i) => ({ ...grant, logicalId: names[i]! }));
  }

  /** Grants on a schema, which its tables and volumes inherit. */
  schema(name: SchemaName): Grant[] {
    const { dataEngineers, analysts, callReaders, jobs } = this.principals;
    const toMake = this.makesTables.includes(name)
      ? ['CREATE_MATERIALIZED_VIEW', 'CREATE_TABLE']
      : [];
    const jobsMay = (...privileges: string[]): Grant => ({
      principal: jobs,
      privileges: [...new Set([...privileges, ...toMake, 'USE_SCHEMA'])].sort(),
    });
    switch (name) {
      case 'bronze':
      case 'silver':
        return [{ principal: dataEngineers, privileges: ['ALL_PRIVILEGES'] }, jobsMay()];
      case 'gold':
        return [
          { principal: analysts, privileges: ['SELECT', 'USE_SCHEMA'] },
          { principal: callReaders, privileges: ['USE_SCHEMA'] },
          jobsMay('CREATE_FUNCTION', 'CREATE_TABLE'),
        ];
      case 'governance':
        // who sets a function as a table's mask has to be allowed to execute it
        return [jobsMay('CREATE_FUNCTION', 'CREATE_TABLE', 'EXECUTE')];
      case 'ops':
        return [{ principal: dataEngineers, privileges: ['USE_SCHEMA'] }, jobsMay('CREATE_TABLE')];
      case 'rebuild':
        // unmasked copies: only the job that creates and removes them has access
        return [jobsMay('CREATE_TABLE')];
    }
  }

  /** Grants on a table, beside what its schema gives: jobs alone write. */
  table(contract: TableContract): Grant[] {
    const { dataEngineers, jobs, owners } = this.principals;
    return [
      ...(SEEN_BY_ENGINEERS.includes(qualifiedName(contract))
        ? [{ principal: dataEngineers, privileges: ['SELECT'] }]
        : []),
      isOwnedByJobs(contract)
        ? // a deployment adds columns and sets properties; without SELECT it reads no row
          { principal: owners, privileges: ['MODIFY'] }
        : { principal: jobs, privileges: ['MODIFY', 'SELECT'] },
    ];
  }

  /** Grants on the volume that documents land in: jobs read what others bring, and erase it. */
  landingVolume(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_VOLUME', 'WRITE_VOLUME'] }];
  }

  /** Grants on the volume that holds the streams' checkpoints. */
  checkpointVolume(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_VOLUME', 'WRITE_VOLUME'] }];
  }

  /** Grants on the volume of the deployments; the owners, as whom a deployment acts, add to it. */
  deploymentVolume(): Grant[] {
    return [{ principal: this.principals.dataEngineers, privileges: ['READ_VOLUME'] }];
  }

  /** Grants on the external location below an external landing volume. */
  landingLocation(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_FILES'] }];
  }

  /**
   * Grants on a registered model, beside the jobs' ownership: data engineers see its versions.
   * Others query its endpoint.
   */
  model(): Grant[] {
    return [{ principal: this.principals.dataEngineers, privileges: ['EXECUTE'] }];
  }

  /** Permissions on the experiment of a model: data engineers read it, jobs train in it. */
  experiment(): ObjectPermission[] {
    const { dataEngineers, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_READ' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_MANAGE' },
    ];
  }

  /** Permissions on a serving endpoint: groups query it, jobs deploy model versions to it. */
  servingEndpoint(): ObjectPermission[] {
    const { dataEngineers, analysts, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_QUERY' },
      { groupName: analysts, permissionLevel: 'CAN_QUERY' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_MANAGE' },
    ];
  }

  /** Permissions on the SQL warehouse: all groups that can read data, and the governance job. */
  warehouse(): ObjectPermission[] {
    const { dataEngineers, analysts, callReadersInWorkspace, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_USE' },
      { groupName: analysts, permissionLevel: 'CAN_USE' },
      { groupName: callReadersInWorkspace, permissionLevel: 'CAN_USE' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_USE' },
    ];
  }

  /** Permissions on the job cluster policy. */
  jobClusterPolicy(): ObjectPermission[] {
    return [{ servicePrincipalName: this.principals.jobs, permissionLevel: 'CAN_USE' }];
  }

  /** Permissions on the deployed code; only a deployment changes it. */
  code(): ObjectPermission[] {
    const { dataEngineers, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_READ' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_READ' },
    ];
  }

  /** Permissions on a job and its runs; for the governance job, see `governanceJob`. */
  job(): ObjectPermission[] {
    return [{ groupName: this.principals.dataEngineers, permissionLevel: 'CAN_MANAGE_RUN' }];
  }

  /** Permissions on alerts. The data that their queries read needs its own grants. */
  alerts(): ObjectPermission[] {
    const { dataEngineers, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_RUN' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_RUN' },
    ];
  }

  /** Permissions on dashboards: all groups that can read data. Viewers see the rows that tables show them. */
  dashboards(): ObjectPermission[] {
    const { dataEngineers, analysts, callReadersInWorkspace } = this.principals;
    return [dataEngineers, analysts, callReadersInWorkspace].map((groupName) => ({
      groupName,
      permissionLevel: 'CAN_READ',
    }));
  }

  /** Permissions on the ingest pipeline and its updates; the ingest job updates it as its principal. */
  ingestPipeline(): ObjectPermission[] {
    const { dataEngineers, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_RUN' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_RUN' },
    ];
  }

  /**
   * Permissions on the governance job and its runs. Only the deploying principal runs it: the caller
   * of a run sets its parameters, and these name the groups with wider access.
   */
  governanceJob(): ObjectPermission[] {
    return [{ groupName: this.principals.dataEngineers, permissionLevel: 'CAN_VIEW' }];
  }
}

/** Returns true if jobs set constraints or cluster keys on the table. */
function isOwnedByJobs(contract: TableContract): boolean {
  return (
    contract.schema === 'silver' ||
    contract.isFeatureTable === true ||
    (contract.layoutColumns ?? []).length > 0
  );
}
