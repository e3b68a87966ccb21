import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the templates settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { tags: { owner: '${var.owner}' } },
      '`tags.owner`: contains ${ or %{, which start a Terraform template, got ${var.owner}. Write the value itself',
    ],
    [
      prod,
      { tags: { 'a%{b': 'c' } },
      '`tags (a name)`: contains ${ or %{, which start a Terraform template, got a%{b. Write the value itself',
    ],
    [
      prod,
      { jobsPrincipalName: 'jobs %{ if true }' },
      '`jobsPrincipalName`: contains ${ or %{, which start a Terraform template, got jobs %{ if true }. Write the value itself',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
