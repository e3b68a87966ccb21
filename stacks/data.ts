import type { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';

import type { AccessModel, SchemaName } from '../constructs/governance/access-model';
import type { Principals } from '../constructs/governance/principals';
import { CloudStorage } from '../constructs/storage/cloud-storage';
import { DataVolume } from '../constructs/storage/data-volume';
import { ExistingCatalog } from '../constructs/storage/existing-catalog';
import { LakehouseCatalog } from '../constructs/storage/lakehouse-catalog';
import { LakehouseSchema } from '../constructs/storage/lakehouse-schema';
import type { ResolvedSettings } from '../environments/settings';

/** The catalog with its schemas and volumes. */
export interface Data {
  readonly catalog: LakehouseCatalog | ExistingCatalog;
  readonly schemas: Readonly<Record<SchemaName, LakehouseSchema>>;
  readonly landing: DataVolume;
  readonly checkpoints: DataVolume;
  /** All of them, for resources that need them. */
  readonly resources: readonly IConstruct[];
}

/** Declares the storage of the cloud, the catalog, its schemas and volumes. */
export function declareData(
  stack: TerraformStack,
  settings: ResolvedSettings,
  principals: Principals,
  access: AccessModel,
): Data {
  const preventDestroy = settings.protectData;
  const storage = new CloudStorage(stack, 'Storage', {
    catalog: settings.catalog,
    awsStorage: settings.awsStorage,
    managedLocation: settings.managedLocation,
    managedCredential: settings.managedCredential,
    landingLocation: settings.landingLocation,
    landingCredential: settings.landingCredential,
    landingFileEvents: settings.landingFileEvents,
    tags: settings.tags,
    owner: access.owner(),
    ownerReady: principals.ownersReady,
    landingGrants: access.landingLocation(),
    preventDestroy,
  });
  const catalog = settings.existingCatalog
    ? new ExistingCatalog(stack, 'Catalog', {
        name: settings.catalog,
        grants: access.existingCatalog(),
      })
    : new LakehouseCatalog(stack, 'Catalog', {
        name: settings.catalog,
        storageRoot: storage.managedUrl,
        owner: access.owner(),
        after: principals.ownersReady,
        grants: access.catalog(),
        workspaceIds: settings.workspaceIds,
        predictiveOptimization: settings.predictiveOptimization,
        preventDestroy,
      });
  const schema = (name: SchemaName): LakehouseSchema =>
    new LakehouseSchema(stack, `Schema ${name}`, {
      catalog,
      name,
      owner: access.owner(),
      ownerReady: principals.ownersReady,
      grants: access.schema(name),
      preventDestroy,
    });
  const schemas: Readonly<Record<SchemaName, LakehouseSchema>> = {
    bronze: schema('bronze'),
    silver: schema('silver'),
    gold: schema('gold'),
    governance: schema('governance'),
    ops: schema('ops'),
    rebuild: schema('rebuild'),
  };
  const landing = new DataVolume(stack, 'Landing', {
    schema: schemas.bronze,
    name: 'landing',
    comment: 'Landing zone of documents: conversations/, deals/, reps/, evaluations/',
    storageLocation: storage.landingUrl,
    owner: access.owner(),
    grants: access.landingVolume(),
    preventDestroy,
  });
  const checkpoints = new DataVolume(stack, 'Checkpoints', {
    schema: schemas.ops,
    name: 'checkpoints',
    comment: 'Checkpoints of streams; without them every file is read again',
    owner: access.owner(),
    grants: access.checkpointVolume(),
    preventDestroy,
  });
  const deployments = new DataVolume(stack, 'Deployments', {
    schema: schemas.ops,
    name: 'deployments',
    comment: 'Records of deployments: one JSON file for each, with its commit and plan',
    owner: access.owner(),
    grants: access.deploymentVolume(),
    preventDestroy,
  });
  const resources = [catalog, ...Object.values(schemas), landing, checkpoints, deployments];
  return { catalog, schemas, landing, checkpoints, resources };
}
