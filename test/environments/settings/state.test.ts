import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the state settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { backend: { kind: 'gcs', bucket: '', prefix: 'prod' } },
      '`backend.bucket`: blank, got ""',
    ],
    [
      prod,
      { backend: { kind: 's3', bucket: 'state', key: '/prod', region: 'eu-central-1' } },
      '`backend.key`: not the name of an object, with no slash around it, got /prod',
    ],
    [
      prod,
      { backend: { kind: 's3', bucket: 'state', key: 'prod', region: 'Frankfurt' } },
      '`backend.region`: not a region such as eu-central-1, got Frankfurt',
    ],
    [
      prod,
      {
        backend: {
          kind: 'azurerm',
          resourceGroup: 'platform',
          storageAccount: 'lakehouse-state',
          container: 'state',
          key: 'prod.tfstate',
        },
      },
      '`backend.storageAccount`: not 3 to 24 lower-case letters and digits, got lakehouse-state',
    ],
    [
      prod,
      { backend: { kind: 'ftp' } as never },
      '`backend.kind`: not one of local, s3, azurerm, gcs, got ftp',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
