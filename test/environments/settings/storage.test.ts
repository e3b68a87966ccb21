import { local } from '../../../environments/local';
import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';
import { staging } from '../../../environments/staging';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../examples';

const storage = declaredOnAws.awsStorage!;

describe('settings of a cloud', () => {
  it.each([declaredOnAws, referencedOnAws, onAzure, onGcp].map((s) => [s.environment, s] as const))(
    'finds none in %s',
    (_name, settings) => {
      expect(problemsOf(settings)).toEqual([]);
    },
  );

  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { existingCatalog: true },
      '`managedLocation`: not allowed where `existingCatalog` is true, got s3://lakehouse-prod-managed/tables',
    ],
    [
      staging,
      { landingLocation: 'gs://landing' },
      '`landingLocation`: not a location of aws such as s3://bucket/path, got gs://landing',
    ],
    [
      staging,
      { landingCredential: undefined },
      '`landingCredential`: missing for `landingLocation`, got nothing',
    ],
    [
      local(),
      { managedLocation: 's3://tables' },
      '`managedLocation`: not allowed where `cloud` is local, got s3://tables',
    ],
    [
      onAzure,
      { nodeType: 'm6gd.large' },
      '`nodeType`: not a node type of azure such as Standard_D4ds_v5, got m6gd.large',
    ],
    [
      onGcp,
      { nodeType: 'Standard_D4ds_v5' },
      '`nodeType`: not a node type of gcp such as n2-standard-4, got Standard_D4ds_v5',
    ],
    [local(), { nodeType: ' ' }, '`nodeType`: blank, got  '],
    [
      onAzure,
      { landingLocation: 'https://lakehouse.blob.core.windows.net/landing' },
      '`landingLocation`: not a location of azure such as abfss://container@account.dfs.core.windows.net/path, got https://lakehouse.blob.core.windows.net/landing',
    ],
    [
      referencedOnAws,
      { landingLocation: 's3://landing.example.com/calls' },
      '`landingLocation`: not a location of aws such as s3://bucket/path, got s3://landing.example.com/calls',
    ],
    [
      onGcp,
      { landingCredential: onAzure.landingCredential },
      '`landingCredential.kind`: not one of databricksGcpServiceAccount where `cloud` is gcp, got azureManagedIdentity',
    ],
    [
      onAzure,
      { managedCredential: { kind: 'azureManagedIdentity', accessConnectorId: '' } },
      '`managedCredential.accessConnectorId`: blank, got ""',
    ],
    [onAzure, { landingCredential: ' ' }, '`landingCredential`: blank, got  '],
    [
      onGcp,
      { managedLocation: undefined },
      '`managedCredential`: set without `managedLocation`, got {"kind":"databricksGcpServiceAccount"}',
    ],
    [
      onGcp,
      { landingFileEvents: { kind: 'managedSqs' } },
      '`landingFileEvents.kind`: not one of managedPubsub, providedPubsub where `cloud` is gcp, got managedSqs',
    ],
    [
      onGcp,
      { landingLocation: undefined, landingCredential: undefined },
      '`landingFileEvents`: set without `landingLocation`, got managedPubsub',
    ],
    [
      onGcp,
      { awsStorage: storage, ...nothingReferenced() },
      '`awsStorage`: not allowed where `cloud` is not aws, got {"accountId":"123456789012","region":"eu-central-1","namePrefix":"lakehouse-prod"}',
    ],
    [
      declaredOnAws,
      { managedLocation: 's3://managed' },
      '`managedLocation`: not allowed with `awsStorage`, got s3://managed',
    ],
    [
      declaredOnAws,
      { awsStorage: { ...storage, accountId: '1234' } },
      '`awsStorage.accountId`: not the 12 digits of an AWS account, got 1234',
    ],
    [
      declaredOnAws,
      { awsStorage: { ...storage, region: 'Frankfurt' } },
      '`awsStorage.region`: not a region such as eu-central-1, got Frankfurt',
    ],
    [
      declaredOnAws,
      { awsStorage: { ...storage, namePrefix: 'lake.house' } },
      '`awsStorage.namePrefix`: not 3 to 51 lower-case letters, digits and dashes, got lake.house',
    ],
    [
      declaredOnAws,
      { awsStorage: { ...storage, fileEvents: 'queue' as never } },
      '`awsStorage.fileEvents`: not one of provided, managed, off, got queue',
    ],
    [
      declaredOnAws,
      { awsStorage: { ...storage, accessLogDays: 0 } },
      '`awsStorage.accessLogDays`: not a whole number between 1 and 3650, got 0',
    ],
  ])('%#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});

function nothingReferenced(): Partial<LakehouseSettings> {
  return {
    managedLocation: undefined,
    managedCredential: undefined,
    landingLocation: undefined,
    landingCredential: undefined,
    landingFileEvents: undefined,
  };
}
