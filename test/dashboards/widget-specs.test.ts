import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The versions of widget specifications, and of a table the fields of a column, in dashboards that
 * Databricks exported (github.com/databricks/bundle-examples: nyc_taxi_trip_analysis.lvdash.json and
 * the two of contrib/databricks_ingestion_monitoring). Heatmaps are 3 in other public files.
 */
const VERSIONS: Readonly<Record<string, number>> = {
  bar: 3,
  counter: 2,
  'filter-multi-select': 2,
  'filter-single-select': 2,
  heatmap: 3,
  line: 3,
  pie: 3,
  scatter: 3,
  table: 1,
};
const TABLE_FIELDS = [
  'allowHTMLByDefault',
  'condensed',
  'encodings',
  'frame',
  'invisibleColumns',
  'itemsPerPage',
  'paginationSize',
  'version',
  'widgetType',
  'withRowNumber',
];

interface Widget {
  readonly name: string;
  readonly spec?: {
    readonly widgetType: string;
    readonly version: number;
    readonly encodings: { readonly columns?: readonly { readonly order?: number }[] };
  };
}

const file = join(__dirname, '..', '..', 'dashboards', 'rep_cohort_scores.lvdash.json');
const pages: readonly { layout: readonly { widget: Widget }[] }[] = JSON.parse(
  readFileSync(file, 'utf8'),
).pages;
const widgets = pages.flatMap(({ layout }) => layout.map(({ widget }) => widget));

describe('widgets of the dashboard', () => {
  it('have the specification versions of exported dashboards', () => {
    const found = widgets.flatMap(({ name, spec }) =>
      spec ? [[name, spec.widgetType, spec.version]] : [],
    );
    expect(found.length).toBeGreaterThan(40);
    expect(found).toEqual(found.map(([name, type]) => [name, type, VERSIONS[type!]]));
  });

  it('have tables with the fields of exported ones', () => {
    for (const { spec } of widgets.filter((one) => one.spec?.widgetType === 'table')) {
      expect(Object.keys(spec!).sort()).toEqual(TABLE_FIELDS);
      const orders = spec!.encodings.columns!.map(({ order }) => order);
      expect(orders).toEqual(orders.map((_, i) => 100_000 + i));
    }
  });
});
