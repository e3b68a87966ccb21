import type { Cloud } from './environment';
import type { FileEventQueue, StorageIdentity } from './storage';

/** The names of storage, machines and identities in a cloud. */
export interface CloudNames {
  /** Undefined where there is no cloud storage. */
  readonly location: { readonly pattern: RegExp; readonly example: string } | undefined;
  readonly nodeType: { readonly pattern: RegExp; readonly example: string };
  readonly identities: readonly StorageIdentity['kind'][];
  readonly queues: readonly FileEventQueue['kind'][];
}

const PATH = '(/[A-Za-z0-9._=-]+)*/?$';

/** The names of each cloud. The example of a node type is a good first choice. */
export const CLOUDS: Readonly<Record<Cloud, CloudNames>> = {
  local: {
    location: undefined,
    nodeType: { pattern: /\S/, example: 'local' },
    identities: [],
    queues: [],
  },
  aws: {
    // Databricks takes no bucket with a dot in its name
    location: { pattern: new RegExp(`^s3://[a-z0-9-]{3,63}${PATH}`), example: 's3://bucket/path' },
    nodeType: { pattern: /^[a-z0-9-]+\.[a-z0-9]+$/, example: 'm6gd.large' },
    identities: ['awsIamRole'],
    queues: ['managedSqs', 'providedSqs'],
  },
  azure: {
    location: {
      pattern: new RegExp(`^abfss://[a-z0-9-]{3,63}@[a-z0-9]{3,24}\\.dfs\\.core\\.[a-z.]+${PATH}`),
      example: 'abfss://container@account.dfs.core.windows.net/path',
    },
    nodeType: { pattern: /^Standard_[A-Za-z0-9_]+$/, example: 'Standard_D4ds_v5' },
    identities: ['azureManagedIdentity'],
    queues: ['managedAqs', 'providedAqs'],
  },
  gcp: {
    location: {
      pattern: new RegExp(`^gs://[a-z0-9._-]{3,222}${PATH}`),
      example: 'gs://bucket/path',
    },
    nodeType: { pattern: /^[a-z0-9]+-[a-z]+-[0-9]+(-lssd)?$/, example: 'n2-standard-4' },
    identities: ['databricksGcpServiceAccount'],
    queues: ['managedPubsub', 'providedPubsub'],
  },
};
