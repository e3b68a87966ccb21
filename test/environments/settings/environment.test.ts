import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the environment settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { environment: 'Prod' },
      '`environment`: not lower-case letters, digits and dashes, got Prod',
    ],
    [prod, { cloud: 'ibm' as never }, '`cloud`: not one of local, aws, azure, gcp, got ibm'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
