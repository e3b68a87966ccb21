import type { Dashboard, Placed, Widget } from '../../../cli/open/lvdash';
import { widgetStatement } from '../../../cli/open/widget-query';

const position = { x: 0, y: 0, width: 1, height: 1 };
const placed = (widget: Widget): Placed => ({ widget, position });
const field = (name: string, expression = `\`${name}\``) => ({ name, expression });

const scores = placed({
  name: 'by_team',
  queries: [
    {
      name: 'main_query',
      query: {
        datasetName: 'scores',
        fields: [field('team'), field('average', 'AVG(`score`)')],
        disaggregated: false,
        orders: [{ direction: 'DESC', expression: '`average`' }],
      },
    },
  ],
  spec: { version: 3, widgetType: 'bar', encodings: {} },
});
const teams = placed({
  name: 'team',
  queries: [
    {
      name: 'teams',
      query: {
        datasetName: 'scores',
        fields: [
          field('team'),
          field('team_associativity', 'COUNT_IF(`associative_filter_predicate_group`)'),
        ],
        disaggregated: false,
      },
    },
  ],
  spec: {
    version: 2,
    widgetType: 'filter-multi-select',
    encodings: { fields: [{ fieldName: 'team', queryName: 'teams' }] },
  },
});
const signal = placed({
  name: 'signal',
  queries: [
    { name: 'names', query: { datasetName: 'names', fields: [field('name')] } },
    {
      name: 'sets',
      query: { datasetName: 'scores', parameters: [{ name: 'signal', keyword: 'signal' }] },
    },
  ],
  spec: {
    version: 2,
    widgetType: 'filter-single-select',
    encodings: {
      fields: [
        { fieldName: 'name', queryName: 'names' },
        { parameterName: 'signal', queryName: 'sets' },
      ],
    },
    selection: { defaultSelection: { values: { values: [{ value: 'most used' }] } } },
  },
});
const dashboard: Dashboard = {
  datasets: [
    {
      name: 'scores',
      queryLines: ['-- scores\n', 'select * from scores where name = :signal\n'],
      parameters: [
        { keyword: 'signal' },
        { keyword: 'days', defaultSelection: { values: { values: [{ value: '30' }] } } },
      ],
      catalog: 'lakehouse',
    },
    { name: 'names', query: 'select name from names' },
  ],
  pages: [
    { name: 'p', displayName: 'P', layout: [scores, teams, signal] },
    { name: 'q', displayName: 'Q', layout: [] },
  ],
};

describe('the statement of a widget', () => {
  it('is what it shows of its dataset, with the defaults of parameters and filters', () => {
    expect(widgetStatement(dashboard, 'by_team', {})).toEqual({
      statement: `with dataset as (
-- scores
select * from scores where name = :signal
)

select
    \`team\` as \`team\`,
    AVG(\`score\`) as \`average\`
from dataset
group by all
order by \`average\` DESC
limit 5001`,
      parameters: { signal: 'most used', days: '30' },
      catalog: 'lakehouse',
    });
  });

  it('is narrowed by what is chosen, whose text is never part of it', () => {
    const { statement, parameters } = widgetStatement(dashboard, 'by_team', {
      team: ["a' or true --", '(none)', 'b'],
      signal: ['interest'],
    });
    expect(statement).toContain(
      'where (cast(`team` as string) in (:filter_2, :filter_3) or `team` is null)\ngroup by all',
    );
    expect(parameters).toEqual({
      signal: 'interest',
      days: '30',
      filter_2: "a' or true --",
      filter_3: 'b',
    });
  });

  it('of a filter is its values for any selection', () => {
    const asked = widgetStatement(dashboard, 'team', { team: ['a'], signal: ['interest'] });
    expect(asked.statement).toMatch(
      /select\n {4}`team` as `team`\nfrom dataset\ngroup by all\nlimit/,
    );
    expect(asked.parameters).toEqual({ signal: '', days: '30' });
    expect(widgetStatement(dashboard, 'signal', {}).statement).toContain('select name from names');
  });

  it('writes measures of the dataset out, and counts rows', () => {
    const fields = [
      field('share', 'MEASURE(`Won`)'),
      field('n', 'COUNT(`*`)'),
      field('m', 'MEASURE(`Lost`)'),
    ];
    const of = (some: typeof fields): Dashboard => {
      const queries = [{ name: 'q', query: { datasetName: 'd', fields: some } }];
      const columns = [{ displayName: 'Won', expression: 'SUM(`won`) / SUM(`all`)' }];
      return {
        datasets: [{ name: 'd', query: 'select 1', columns }],
        pages: [{ name: 'p', displayName: 'P', layout: [placed({ name: 'w', queries })] }],
      };
    };
    expect(widgetStatement(of(fields.slice(0, 2)), 'w', {}).statement).toContain(
      'select\n    (SUM(`won`) / SUM(`all`)) as `share`,\n    COUNT(*) as `n`\n',
    );
    expect(() => widgetStatement(of(fields), 'w', {})).toThrow(
      new Error('dataset d: has no such measure, got Lost'),
    );
  });

  it('takes only null where that alone is chosen', () => {
    const { statement } = widgetStatement(dashboard, 'by_team', { team: ['(none)'] });
    expect(statement).toContain('where (`team` is null)\n');
  });

  it.each([
    ['none', 'widget: not on the dashboard, got none'],
    ['text', 'widget: has no query, got text'],
    ['lost', 'widget lost: its dataset is not in the dashboard, got gone'],
  ])('of %s is refused', (name, message) => {
    const lost = { name: 'q', query: { datasetName: 'gone', fields: [field('x')] } };
    const layout = [
      placed({ name: 'text', textbox_spec: '# Text' }),
      placed({ name: 'lost', queries: [lost] }),
    ];
    const broken = { ...dashboard, pages: [{ name: 'p', displayName: 'P', layout }] };
    expect(() => widgetStatement(broken, name, {})).toThrow(new Error(message));
  });
});
