import { type Body, changed, created, deleted, found } from '../found';
import { planOf, resource } from '../plan-of';

describe('data-destroyed', () => {
  it.each<[string, string]>([
    [
      'databricks_pipeline.a',
      'destroys the pipeline with the streaming tables and materialized views that it owns',
    ],
    ['databricks_database_instance.a', 'destroys the database instance with its databases'],
    ['databricks_vector_search_index.a', 'destroys the index'],
    ['databricks_metastore.a', 'destroys the metastore with all that it governs'],
    ['databricks_mws_workspaces.a', 'destroys the workspace with its notebooks, jobs and files'],
    ['databricks_secret.a', 'destroys the secret'],
    ['aws_dynamodb_table.a', 'destroys the table'],
    ['aws_secretsmanager_secret.a', 'destroys the secret'],
    ['aws_docdb_cluster.a', 'destroys the docdb cluster'],
  ])('blocks the end of %s', (address, message) => {
    expect(deleted(address, { name: 'x' })).toContain(`data-destroyed: ${message} x`);
    const replaced = resource(
      address,
      { name: 'x' },
      { name: 'x' },
      {
        actions: ['create', 'delete'],
        replace_paths: [['name']],
      },
    );
    expect(found(planOf(replaced))).toContainEqual(
      expect.stringMatching(/^data-destroyed: destroys and recreates .*, because name cannot/),
    );
  });

  it('blocks a directory that is deleted with all it contains', () => {
    const directory = (delete_recursive: boolean) => ({ path: '/a', delete_recursive });
    expect(deleted('databricks_directory.a', directory(true))).toEqual([
      'data-destroyed: destroys the directory with all it contains a',
    ]);
    expect(deleted('databricks_directory.a', directory(false))).toEqual([]);
  });

  it('blocks what is deferred or deposed', () => {
    const table = resource('databricks_sql_table.a', { name: 'a' }, null);
    const deferred = { ...planOf(), deferred_changes: [{ reason: 'x', resource_change: table }] };
    expect(found(deferred)).toEqual([
      'data-destroyed: destroys the table a (deferred: x)',
      '(plan-incomplete): is not planned yet: x',
    ]);
    expect(found(planOf({ ...table, deposed: '00ab' }))).toEqual([
      'data-destroyed: destroys the table a',
    ]);
  });
});

describe('protection-lowered', () => {
  it.each<[string, Body, Body, string]>([
    [
      'aws_kms_key.a',
      { is_enabled: true },
      { is_enabled: false },
      'changes is_enabled from true to false',
    ],
    ['aws_kms_key.a', { enable_key_rotation: true }, {}, 'removes enable_key_rotation, was true'],
    [
      'databricks_schema.a',
      { force_destroy: false },
      { force_destroy: true },
      'changes force_destroy from false to true',
    ],
    [
      'databricks_volume.a',
      { storage_location: 's3://a' },
      { storage_location: 's3://b' },
      'changes storage_location from s3://a to s3://b',
    ],
    [
      'databricks_cluster_policy.a',
      { definition: '{"a":{"type":"forbidden"}}' },
      { definition: '{}' },
      'no longer limits a: was {"type":"forbidden"}, becomes null',
    ],
    [
      'databricks_ip_access_list.a',
      { ip_addresses: ['1.2.3.4'] },
      { ip_addresses: ['0.0.0.0/0'] },
      'changes ip_addresses from ["1.2.3.4"] to ["0.0.0.0/0"]',
    ],
    [
      'databricks_workspace_conf.a',
      { custom_config: { enableIpAccessLists: 'true' } },
      { custom_config: { enableIpAccessLists: 'false' } },
      'changes custom_config from {"enableIpAccessLists":"true"} to {"enableIpAccessLists":"false"}',
    ],
    ['databricks_system_schema.a', {}, {}, ''],
    [
      'aws_db_instance.a',
      { deletion_protection: true },
      { deletion_protection: false },
      'changes deletion_protection from true to false',
    ],
    [
      'aws_s3_bucket_server_side_encryption_configuration.a',
      { rule: [{ bucket_key_enabled: true }] },
      { rule: [{ bucket_key_enabled: false }] },
      'changes rule from [{"bucket_key_enabled":true}] to [{"bucket_key_enabled":false}]',
    ],
    [
      'aws_docdb_cluster.a',
      { storage_encrypted: true },
      { storage_encrypted: false },
      'changes storage_encrypted from true to false',
    ],
  ])('blocks %s from %j to %j', (address, before, after, message) => {
    const expected = message === '' ? [] : [`protection-lowered: ${message}`];
    expect(changed(address, before, after)).toEqual(expected);
    const raised = changed(address, after, before).filter((finding) => finding.startsWith('prot'));
    if (/(is_enabled|rotation|force_destroy|deletion_prot|storage_enc)/.test(message))
      expect(raised).toEqual([]);
  });

  it('warns of a cluster policy with another runtime, and blocks one that cannot be read', () => {
    const policy = (value: string) => ({
      definition: JSON.stringify({ spark_version: { type: 'fixed', value } }),
    });
    expect(changed('databricks_cluster_policy.a', policy('16.4'), policy('17.3'))).toEqual([
      expect.stringMatching(/^\(protection-lowered\): permits more for spark_version/),
    ]);
    const unknown = { after_unknown: { definition: true } };
    expect(changed('databricks_cluster_policy.a', policy('16.4'), {}, unknown)).toEqual([
      'protection-lowered: changes to a definition that cannot be read',
    ]);
  });

  it('blocks a table that loses a constraint', () => {
    const table = (properties: Body) => ({ name: 'a', properties });
    expect(
      changed('databricks_sql_table.a', table({ 'delta.appendOnly': 'true' }), table({})),
    ).toEqual(['protection-lowered: changes or removes the property delta.appendOnly']);
    expect(changed('databricks_sql_table.a', table({ team: 'a' }), table({ team: 'b' }))).toEqual(
      [],
    );
  });

  it('warns of a key that can be deleted sooner', () => {
    const key = (deletion_window_in_days: number) => ({ deletion_window_in_days });
    expect(changed('aws_kms_key.a', key(30), key(7))).toEqual([
      '(protection-lowered): changes deletion_window_in_days from 30 to 7',
    ]);
  });

  it.each<[string, string]>([
    ['databricks_cluster_policy.a', 'limits what clusters may be created'],
    ['databricks_policy_info.a', 'masks columns or filters rows'],
    ['databricks_system_schema.a', 'keeps system tables such as the audit log enabled'],
    ['aws_cloudtrail.a', 'records who did what in the account'],
    ['aws_s3_bucket_policy.a', 'limits who may use the bucket'],
    ['aws_s3_bucket_server_side_encryption_configuration.a', 'encrypts the bucket'],
  ])('blocks the end of %s', (address, phrase) => {
    expect(deleted(address, { name: 'x' })).toEqual([
      `protection-lowered: removes the resource that ${phrase}`,
    ]);
    expect(created(address, { name: 'x' })).toEqual([]);
  });
});

describe('resource-forgotten', () => {
  it.each<[string, string]>([
    ['databricks_volume.a', 'resource-forgotten'],
    ['aws_kms_key.a', 'resource-forgotten'],
    ['databricks_job.a', '(resource-forgotten)'],
  ])('finds %s', (address, policy) => {
    const forget = resource(address, { name: 'x' }, null, { actions: ['forget'] });
    expect(found(planOf(forget))).toEqual([`${policy}: leaves the state; the object still exists`]);
  });
});

describe('unclassified-change', () => {
  it('warns of an unknown type, and blocks its end and names that are about access', () => {
    expect(created('vendor_thing.a', {})).toEqual([
      '(unclassified-change): create: the review has no entry for the type vendor_thing',
    ]);
    expect(deleted('vendor_thing.a', {})).toEqual([
      'unclassified-change: delete: the review has no entry for the type vendor_thing',
    ]);
    expect(created('vendor_role_binding.a', {})).toEqual([
      'unclassified-change: create: the review has no entry for the type vendor_role_binding',
    ]);
  });

  it('warns of an unknown attribute, and blocks names that are about access', () => {
    const message = (name: string) =>
      `unclassified-change: changes ${name} from 1 to 2: the review has no entry for this attribute`;
    expect(changed('databricks_job.a', { shiny: 1 }, { shiny: 2 })).toEqual([
      message('shiny').replace('unclassified-change', '(unclassified-change)'),
    ]);
    expect(changed('databricks_job.a', { public_link: 1 }, { public_link: 2 })).toEqual([
      message('public_link'),
    ]);
  });
});

describe('secret-changed', () => {
  it('warns, and shows no value', () => {
    const secret = (string_value: string) => ({ scope: 's', key: 'k', string_value });
    const sensitive = {
      before_sensitive: { string_value: true },
      after_sensitive: { string_value: true },
    };
    expect(changed('databricks_secret.a', secret('a'), secret('b'), sensitive)).toEqual([
      '(secret-changed): changes the secret string_value',
    ]);
  });
});
