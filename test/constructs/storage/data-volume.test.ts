import { DataVolume } from '../../../constructs/storage/data-volume';
import type { LakehouseSchema } from '../../../constructs/storage/lakehouse-schema';
import { Template } from '../../template';

const schema = { catalogName: 'lakehouse', name: 'bronze' } as LakehouseSchema;
const props = {
  schema,
  name: 'landing',
  comment: 'Landing zone of documents',
  owner: 'owners',
  grants: [{ principal: 'jobs', privileges: ['READ_VOLUME'] }],
};

describe('DataVolume', () => {
  it('is managed, protected and granted on by default', () => {
    const template = Template.of((stack) => new DataVolume(stack, 'Landing', props));
    expect(template.resource('databricks_volume', 'landing')).toEqual({
      catalog_name: 'lakehouse',
      schema_name: 'bronze',
      name: 'landing',
      comment: 'Landing zone of documents',
      volume_type: 'MANAGED',
      owner: 'owners',
      lifecycle: { prevent_destroy: true },
    });
    expect(template.resource('databricks_grants', 'volume_landing')).toEqual({
      volume: '${databricks_volume.landing.id}',
      grant: [{ principal: 'jobs', privileges: ['READ_VOLUME'] }],
    });
  });

  it('is external where it has a location', () => {
    const template = Template.of(
      (stack) =>
        new DataVolume(stack, 'Landing', {
          ...props,
          storageLocation: 's3://landing/calls',
          preventDestroy: false,
        }),
    );
    expect(template.resource('databricks_volume', 'landing')).toEqual({
      catalog_name: 'lakehouse',
      schema_name: 'bronze',
      name: 'landing',
      comment: 'Landing zone of documents',
      volume_type: 'EXTERNAL',
      storage_location: 's3://landing/calls',
      owner: 'owners',
      lifecycle: { prevent_destroy: false },
    });
  });
});
