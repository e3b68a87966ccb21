import type { Principals } from './principals';
import type { ObjectPermission } from './object-permissions';
import type { Grant } from './securable-grants';

/** The schemas of the lakehouse. */
export const SCHEMAS = ['bronze', 'silver', 'gold', 'governance', 'ops'] as const;
export type SchemaName = (typeof SCHEMAS)[number];

/**
 * Who may do what, in one place: data engineers all on bronze and silver, analysts read gold, the
 * jobs' principal what its jobs do and no more, nobody else anything.
 */
export class AccessModel {
  constructor(private readonly principals: Principals) {}

  /** Grants on the catalog. */
  catalog(): Grant[] {
    const { dataEngineers, analysts, jobs } = this.principals;
    return [dataEngineers, analysts, jobs].map((principal) => ({
      principal,
      privileges: ['USE_CATALOG'],
    }));
  }

  /** Grants on a schema, which its tables and volumes inherit. */
  schema(name: SchemaName): Grant[] {
    const { dataEngineers, analysts, jobs } = this.principals;
    const jobsUse: Grant = { principal: jobs, privileges: ['USE_SCHEMA'] };
    switch (name) {
      case 'bronze':
      case 'silver':
        return [{ principal: dataEngineers, privileges: ['ALL_PRIVILEGES'] }, jobsUse];
      case 'gold':
        return [{ principal: analysts, privileges: ['SELECT', 'USE_SCHEMA'] }, jobsUse];
      case 'governance':
      case 'ops':
        return [jobsUse];
    }
  }

  /** Grants on a table, beside what its schema gives: jobs alone write. */
  table(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['MODIFY', 'SELECT'] }];
  }

  /** Grants on the volume that documents land in: jobs read what others bring. */
  landingVolume(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_VOLUME'] }];
  }

  /** Grants on the volume that holds the streams' checkpoints. */
  checkpointVolume(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_VOLUME', 'WRITE_VOLUME'] }];
  }

  /** Grants on the external location below an external landing volume. */
  landingLocation(): Grant[] {
    return [{ principal: this.principals.jobs, privileges: ['READ_FILES'] }];
  }

  /** Who may use the SQL warehouse. */
  warehouse(): ObjectPermission[] {
    const { dataEngineers, analysts } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_USE' },
      { groupName: analysts, permissionLevel: 'CAN_USE' },
    ];
  }

  /** Who may make clusters under the job cluster policy. */
  jobClusterPolicy(): ObjectPermission[] {
    return [{ servicePrincipalName: this.principals.jobs, permissionLevel: 'CAN_USE' }];
  }

  /** Who may read the deployed code; only a deployment changes it. */
  code(): ObjectPermission[] {
    const { dataEngineers, jobs } = this.principals;
    return [
      { groupName: dataEngineers, permissionLevel: 'CAN_READ' },
      { servicePrincipalName: jobs, permissionLevel: 'CAN_READ' },
    ];
  }

  /** Who may run the ingest job and see its runs. */
  ingestJob(): ObjectPermission[] {
    return [{ groupName: this.principals.dataEngineers, permissionLevel: 'CAN_MANAGE_RUN' }];
  }
}
