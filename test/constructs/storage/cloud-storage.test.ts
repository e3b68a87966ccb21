import { CloudStorage } from '../../../constructs/storage/cloud-storage';
import { type LakehouseSettings, resolveSettings } from '../../../environments/settings';
import { staging } from '../../../environments/staging';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../../environments/examples';
import { Template } from '../../template';

const landingGrants = [{ principal: 'jobs', privileges: ['READ_FILES'] }];

function storageOf(settings: LakehouseSettings): { template: Template; storage: CloudStorage } {
  let storage: CloudStorage | undefined;
  const template = Template.of((stack) => {
    storage = new CloudStorage(stack, 'Storage', {
      ...resolveSettings(settings),
      owner: 'owners',
      landingGrants,
    });
  });
  return { template, storage: storage! };
}

describe('CloudStorage', () => {
  it('makes a landing location known, over storage and by a credential that are there', () => {
    const { template, storage } = storageOf(staging);
    expect(template.resources('databricks_external_location')).toEqual({
      landing: {
        name: 'lakehouse_staging_landing',
        url: 's3://lakehouse-staging-landing/calls',
        credential_name: 'lakehouse_landing_staging',
        comment: 'Landed call documents',
        isolation_mode: 'ISOLATION_MODE_ISOLATED',
        enable_file_events: true,
        file_event_queue: { managed_sqs: {} },
        owner: 'owners',
        lifecycle: { prevent_destroy: true },
      },
    });
    expect(template.resources('databricks_grants')).toEqual({
      external_location_landing: {
        external_location: '${databricks_external_location.landing.id}',
        grant: [{ principal: 'jobs', privileges: ['READ_FILES'] }],
      },
    });
    expect(template.resources('databricks_storage_credential')).toEqual({});
    expect(storage.managedUrl).toBe('s3://lakehouse-staging-managed/tables');
  });

  it('declares nothing where Databricks keeps all', () => {
    const { template, storage } = storageOf({ ...declaredOnAws, awsStorage: undefined });
    expect([storage.landingUrl, storage.managedUrl]).toEqual([undefined, undefined]);
    expect(template.resources('databricks_external_location')).toEqual({});
  });

  it('declares a credential of a role, and hears of files from a queue that is there', () => {
    const { template } = storageOf(referencedOnAws);
    expect(template.resource('databricks_storage_credential', 'landing')).toEqual({
      name: 'lakehouse_prod_landing',
      comment: 'Landed call documents',
      aws_iam_role: { role_arn: 'arn:aws:iam::123456789012:role/lakehouse-landing' },
      isolation_mode: 'ISOLATION_MODE_ISOLATED',
      owner: 'owners',
    });
    expect(template.resource('databricks_external_location', 'landing')).toMatchObject({
      credential_name: '${databricks_storage_credential.landing.name}',
      enable_file_events: true,
      file_event_queue: {
        provided_sqs: {
          queue_url: 'https://sqs.eu-central-1.amazonaws.com/123456789012/lakehouse',
        },
      },
    });
  });

  it('declares credentials of a managed identity on Azure', () => {
    const { template } = storageOf(onAzure);
    const { accessConnectorId } = onAzure.landingCredential as { accessConnectorId: string };
    for (const name of ['landing', 'managed']) {
      const credential = template.resource('databricks_storage_credential', name);
      expect(credential.azure_managed_identity).toEqual({ access_connector_id: accessConnectorId });
    }
    expect(template.resource('databricks_external_location', 'managed')).toEqual({
      name: 'lakehouse_prod_managed',
      url: 'abfss://tables@lakehouse.dfs.core.windows.net/',
      credential_name: '${databricks_storage_credential.managed.name}',
      comment: 'Tables of the lakehouse',
      isolation_mode: 'ISOLATION_MODE_ISOLATED',
      enable_file_events: false,
      owner: 'owners',
      lifecycle: { prevent_destroy: true },
    });
    expect(template.resource('databricks_external_location', 'landing').file_event_queue).toEqual({
      managed_aqs: {
        resource_group: 'lakehouse',
        subscription_id: '11111111-2222-4333-8444-555555555555',
      },
    });
  });

  it('declares credentials of service accounts of Databricks on GCP', () => {
    const { template } = storageOf(onGcp);
    for (const name of ['landing', 'managed']) {
      const credential = template.resource('databricks_storage_credential', name);
      expect(credential.databricks_gcp_service_account).toEqual({});
    }
    expect(template.resource('databricks_external_location', 'landing')).toMatchObject({
      url: 'gs://lakehouse-landing/calls',
      file_event_queue: { managed_pubsub: {} },
    });
  });

  it('skips the validation of credentials whose role does not exist yet, and of nothing else', () => {
    const skipped = (settings: LakehouseSettings): string[] => {
      const { template } = storageOf(settings);
      return ['databricks_storage_credential', 'databricks_external_location'].flatMap((type) =>
        Object.entries(template.resources(type))
          .filter(([, resource]) => 'skip_validation' in resource)
          .map(([name, resource]) => `${type}.${name}: ${String(resource.skip_validation)}`),
      );
    };
    expect(skipped(declaredOnAws)).toEqual([
      'databricks_storage_credential.landing: true',
      'databricks_storage_credential.managed: true',
    ]);
    for (const settings of [referencedOnAws, onAzure, onGcp, staging]) {
      expect(skipped(settings)).toEqual([]);
    }
  });

  it('puts the locations over buckets that it declares, once their roles work', () => {
    const { template } = storageOf(declaredOnAws);
    const { landing, managed } = template.resources('databricks_external_location');
    expect(landing).toMatchObject({
      url: 's3://lakehouse-prod-landing/calls',
      credential_name: '${databricks_storage_credential.landing.name}',
      file_event_queue: { provided_sqs: { queue_url: '${aws_sqs_queue.file_events.url}' } },
    });
    expect(landing?.depends_on).toEqual(
      expect.arrayContaining([
        'aws_s3_bucket_policy.landing',
        'terraform_data.role_landing',
        'aws_s3_bucket_notification.file_events',
      ]),
    );
    expect(managed).toMatchObject({
      url: 's3://lakehouse-prod-managed/tables',
      credential_name: '${databricks_storage_credential.managed.name}',
    });
    expect(managed).not.toHaveProperty('file_event_queue');
    expect(managed?.depends_on).toEqual(
      expect.arrayContaining(['aws_s3_bucket_policy.managed', 'terraform_data.role_managed']),
    );
  });
});
