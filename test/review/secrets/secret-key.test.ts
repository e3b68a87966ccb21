import { meaningOfKey } from '../../../review/secrets/secret-key';

describe('meaningOfKey', () => {
  it.each([
    'password',
    'PGPASSWORD',
    'DB_PASS',
    'clientSecret',
    'Client-Secret',
    'DATADOG_API_KEY',
    'apiKey',
    'APIKEY',
    'aws_secret_access_key',
    'spark.hadoop.fs.s3a.secret.key',
    'spark.hadoop.fs.s3a.access.key',
    'fs.azure.account.key.acmelake.dfs.core.windows.net',
    'spark.hadoop.fs.azure.account.oauth2.client.secret',
    'fs.azure.sas.fixed.token.acmelake.dfs.core.windows.net',
    'SLACK_BOT_TOKEN',
    'TOKEN_PROD',
    'connectionString',
  ])('takes %s for the name of a secret', (name) => {
    expect(meaningOfKey(name)).toBe('certain');
  });

  it.each([
    'task_key',
    'job_cluster_key',
    'environment_key',
    'partition_key',
    'kms_master_key_id',
    'ssh_public_key',
    'secret_scope',
    'secret_arn',
    'max_tokens',
    'token_audience',
    'next_page_token',
    'access_key_id',
    'storage_credential_name',
    'fs.azure.sas.token.provider.type.acmelake.dfs.core.windows.net',
    'spark.hadoop.fs.s3a.aws.credentials.provider',
    'name',
  ])('takes %s for no secret', (name) => {
    expect(meaningOfKey(name)).toBe('none');
  });

  it('leaves keys and credentials to their values', () => {
    expect(['key', 'authorization', 'credential'].map(meaningOfKey)).toEqual(
      Array(3).fill('likely'),
    );
  });
});
