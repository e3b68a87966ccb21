import { AccessModel, SCHEMAS } from '../../../constructs/governance/access-model';
import type { Principals } from '../../../constructs/governance/principals';

const access = new AccessModel({
  dataEngineers: 'engineers',
  analysts: 'analysts',
  jobs: 'jobs',
} as Principals);

describe('AccessModel', () => {
  it('gives data engineers all on bronze and silver, analysts gold to read, jobs only use', () => {
    const engineers = { principal: 'engineers', privileges: ['ALL_PRIVILEGES'] };
    const analysts = { principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] };
    const jobs = { principal: 'jobs', privileges: ['USE_SCHEMA'] };
    expect(Object.fromEntries(SCHEMAS.map((name) => [name, access.schema(name)]))).toEqual({
      bronze: [engineers, jobs],
      silver: [engineers, jobs],
      gold: [analysts, jobs],
      governance: [jobs],
      ops: [jobs],
    });
  });

  it('lets all of them into the catalog, and no further', () => {
    expect(access.catalog()).toEqual(
      ['engineers', 'analysts', 'jobs'].map((principal) => ({
        principal,
        privileges: ['USE_CATALOG'],
      })),
    );
  });

  it('lets jobs write tables and checkpoints, and only read what lands', () => {
    expect(access.table()).toEqual([{ principal: 'jobs', privileges: ['MODIFY', 'SELECT'] }]);
    expect(access.landingVolume()).toEqual([{ principal: 'jobs', privileges: ['READ_VOLUME'] }]);
    expect(access.checkpointVolume()).toEqual([
      { principal: 'jobs', privileges: ['READ_VOLUME', 'WRITE_VOLUME'] },
    ]);
  });
});
