import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the compute settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { sparkVersion: '17.2.x-scala2.13' },
      '`sparkVersion`: older than runtime 17.3, got 17.2.x-scala2.13',
    ],
    [
      prod,
      { warehouseSize: 'Huge' },
      '`warehouseSize`: not one of 2X-Small, X-Small, Small, Medium, Large, X-Large, 2X-Large, 3X-Large, 4X-Large, got Huge',
    ],
    [
      prod,
      { warehouseType: 'pro', warehouseAutoStopMinutes: 5 },
      '`warehouseAutoStopMinutes`: not a whole number between 10 and 1440, got 5',
    ],
    [
      prod,
      { sparkVersion: '17.3' },
      '`sparkVersion`: not a runtime version such as 17.3.x-scala2.13, got 17.3',
    ],
    [prod, { workers: -1 }, '`workers`: not a whole number between 0 and 1000, got -1'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
