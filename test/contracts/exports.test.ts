import { FEEDS } from '../../contracts';
import {
  defineExport,
  exportColumns,
  type ExportContract,
  exportDocument,
  EXPORTS,
} from '../../contracts/exports';
import { feedReadingProblems } from '../../contracts/feed';
import { renderContracts } from '../../contracts/render';

const declared: ExportContract = {
  name: 'crm',
  feed: 'deals',
  comment: 'Deals',
  version: 1,
  documentation: [{ title: 'Deals', url: 'https://crm.example/deals' }],
  fields: {
    deal_id: 'Id',
    outcome: { cases: [{ column: 'Won', is: 'True', value: 'won' }], otherwise: 'open' },
    closed_at: { column: 'Closed', where: { column: 'Won', is: 'true' } },
    updated_at: 'Changed',
  },
};

describe('defineExport', () => {
  it.each<[Partial<ExportContract>, string]>([
    [{ name: 'My CRM' }, '`name`: not lower-case, got My CRM'],
    [{ version: 0 }, '`version`: not a whole number from 1, got 0'],
    [{ documentation: [] }, '`documentation`: no page, got none'],
    [
      { fields: { ...declared.fields, stage: 'Stage' } },
      '`fields`: not one of deal_id, account_id, rep_id, outcome, amount, committed_amount, ' +
        'currency, closed_at, updated_at, deleted, got stage',
    ],
    [{ fields: { deal_id: 'Id', outcome: 'Outcome' } }, '`fields`: required, got no updated_at'],
    [
      { fields: { ...declared.fields, amount: "A'" } },
      "`fields.amount`: not a name of a column, got A'",
    ],
    [
      { fields: { ...declared.fields, outcome: { cases: [], otherwise: "'" } } },
      "`fields.outcome`: not letters, digits, blanks, _ or -, got '",
    ],
  ])('refuses %j', (change, problem) => {
    expect(() => defineExport({ ...declared, ...change })).toThrow(
      new Error(`export ${change.name ?? 'crm'} of deals: ${problem}`),
    );
  });
});

describe('exportDocument', () => {
  it('is SQL over the record, and null where it is no JSON', () => {
    const column = (name: string) => `get_json_object(payload, '$.${name}')`;
    expect(exportDocument(declared)).toBe(
      'case when json_object_keys(payload) is not null then to_json(named_struct(' +
        `'deal_id', ${column('Id')}, ` +
        `'outcome', case when lower(${column('Won')}) = 'true' then 'won' else 'open' end, ` +
        `'closed_at', case when lower(${column('Won')}) = 'true' then ${column('Closed')} end, ` +
        `'updated_at', ${column('Changed')})) end`,
    );
    expect(exportColumns(declared)).toEqual(['Id', 'Won', 'Closed', 'Changed']);
  });
});

describe('the setting export', () => {
  const [, deals] = FEEDS;

  it('names a CRM of the feed, in CSV or Parquet', () => {
    for (const { feed, name } of EXPORTS) {
      const contract = FEEDS.find((one) => one.name === feed)!;
      expect(feedReadingProblems(contract, { format: 'csv', export: name })).toEqual([]);
    }
    expect(feedReadingProblems(deals!, { format: 'csv', export: 'sugar' })).toEqual([
      '`export`: not one of salesforce, hubspot for the feed deals, got sugar',
    ]);
    expect(feedReadingProblems(deals!, { export: 'hubspot' })).toEqual([
      '`export`: not available for the format json, got hubspot',
    ]);
  });

  it('hints the columns of the export', () => {
    const { deals: rendered } = renderContracts({
      feeds: { deals: { format: 'csv', export: 'salesforce' } },
    }).feeds;
    expect(rendered?.nativeReader?.schemaHints).toMatch(/^Id STRING, AccountId STRING, /);
    expect(rendered?.exportDocument).toContain("'deal_id', get_json_object(payload, '$.Id')");
  });
});
