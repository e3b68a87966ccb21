import { local } from '../../../environments/local';
import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the identities settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [prod, { dataEngineersGroup: ' ' }, '`dataEngineersGroup`: blank, got  '],
    [
      prod,
      { analystsGroup: 'data-engineers' },
      '`analystsGroup`: the same group as `dataEngineersGroup`, got data-engineers',
    ],
    [
      prod,
      { piiReadersGroup: 'Reviewers' },
      '`piiReadersGroup`: the same group as `reviewersGroup`, got Reviewers',
    ],
    [
      prod,
      { reviewersGroup: 'account users' },
      '`reviewersGroup`: a built-in group (account users, users, admins), got account users',
    ],
    [
      prod,
      { callReadersGroup: 'Admins' },
      '`callReadersGroup`: a built-in group (account users, users, admins), got Admins',
    ],
    [
      prod,
      { members: { analysts: ['analyst@example.com'] } },
      '`members`: not allowed where identities are referenced, got {"analysts":["analyst@example.com"]}',
    ],
    [
      local(),
      { members: { sales: [] } },
      '`members`: not a group of the settings (lakehouse-owners, data-engineers, analysts, reviewers, pii-readers), got sales',
    ],
    [
      local(),
      { members: { analysts: ['analyst'] } },
      '`members.analysts`: not a user name (an e-mail address), got analyst',
    ],
    [
      local(),
      { members: { analysts: ['a@example.com', 'A@example.com'] } },
      '`members.analysts`: listed twice, got A@example.com',
    ],
    [prod, { jobsPrincipalName: '' }, '`jobsPrincipalName`: blank, got ""'],
    [
      prod,
      { identities: 'invented' as never },
      '`identities`: not one of declared, referenced, got invented',
    ],
    [
      prod,
      { jobsPrincipalId: 'lakehouse-jobs' },
      '`jobsPrincipalId`: not an application id, which referenced identities need, got lakehouse-jobs',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
