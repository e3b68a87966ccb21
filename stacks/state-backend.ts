import {
  AzurermBackend,
  GcsBackend,
  LocalBackend,
  S3Backend,
  type TerraformBackend,
  type TerraformStack,
} from 'cdktf';

import type { Backend } from '../environments/settings';

/** Where the stack's state is kept, locked while it is written. */
export function stateBackend(stack: TerraformStack, backend: Backend): TerraformBackend {
  switch (backend.kind) {
    case 'local':
      return new LocalBackend(stack, { path: backend.path });
    case 's3': {
      const { bucket, key, region, kmsKeyArn: kmsKeyId } = backend;
      const s3 = new S3Backend(stack, { bucket, key, region, encrypt: true, kmsKeyId });
      // a lock file beside the state spares a DynamoDB table; younger than cdktf's typing
      stack.addOverride('terraform.backend.s3.use_lockfile', true);
      return s3;
    }
    case 'azurerm':
      return new AzurermBackend(stack, {
        resourceGroupName: backend.resourceGroup,
        storageAccountName: backend.storageAccount,
        containerName: backend.container,
        key: backend.key,
        // by who signs in, not by the account's key, which opens everything in it
        useAzureadAuth: true,
      });
    case 'gcs':
      return new GcsBackend(stack, {
        bucket: backend.bucket,
        prefix: backend.prefix,
        kmsEncryptionKey: backend.kmsKeyName,
      });
  }
}
