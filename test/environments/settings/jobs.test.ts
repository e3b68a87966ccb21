import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the jobs settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [prod, { taskRetries: 1.5 }, '`taskRetries`: not a whole number between 0 and 10, got 1.5'],
    [prod, { failureEmails: ['team'] }, '`failureEmails`: not an e-mail address, got team'],
    [
      prod,
      { failureWebhooks: ['slack'] },
      '`failureWebhooks`: not the id of a notification destination, got slack',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
