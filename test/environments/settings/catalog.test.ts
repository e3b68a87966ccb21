import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the catalog settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [prod, { catalog: 'my-catalog' }, '`catalog`: not a lower-case SQL identifier, got my-catalog'],
    [prod, { workspaceIds: [0] }, '`workspaceIds`: not the id of a workspace, got 0'],
    [prod, { workspaceIds: [7, 7] }, '`workspaceIds`: listed twice, got 7'],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
