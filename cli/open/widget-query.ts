/** The SQL of a widget: its dataset, narrowed by the filters of its page, and what it shows of that. */
import { CliError } from '../../client/errors';
import {
  type Dashboard,
  type Dataset,
  defaultsOf,
  isFilter,
  NO_VALUE,
  type Page,
  type Selections,
  type Widget,
  type WidgetQuery,
} from './lvdash';

/** No widget draws more rows. */
export const ROW_LIMIT = 5000;

export interface WidgetStatement {
  readonly statement: string;
  /** Values of the markers, as strings. */
  readonly parameters: Readonly<Record<string, string>>;
  /** @default - the default catalog of the principal */
  readonly catalog?: string;
}

const MEASURE = /\bMEASURE\(`([^`]+)`\)/g;
/** In a filter's query, what counts the rows that other filters leave. */
const ASSOCIATIVITY = /associative_filter_predicate_group/;

/** @throws CliError where the dashboard has no such widget */
export function widgetStatement(
  dashboard: Dashboard,
  widgetName: string,
  selections: Selections,
): WidgetStatement {
  const { page, widget } = find(dashboard, widgetName);
  const query = widget.queries?.find(({ query: one }) => one.fields !== undefined)?.query;
  if (query === undefined) {
    throw new CliError(`widget: has no query, got ${widgetName}`);
  }
  const dataset = dashboard.datasets.find(({ name }) => name === query.datasetName);
  if (dataset === undefined) {
    throw new CliError(
      `widget ${widgetName}: its dataset is not in the dashboard, got ${query.datasetName}`,
    );
  }
  // the choices of a filter are not narrowed by it or by others: each can always be changed
  const filters = isFilter(widget) ? [] : page.layout.map((one) => one.widget).filter(isFilter);
  const chosen = filters.map((filter) => choiceOf(filter, dataset.name, selections));
  const given = Object.fromEntries(
    (dataset.parameters ?? []).map((one) => [
      one.keyword,
      defaultsOf(one.defaultSelection)[0] ?? '',
    ]),
  );
  const parameters = chosen.reduce((all, one) => ({ ...all, ...one.parameters }), given);
  const conditions = chosen.flatMap(({ columns }) => columns).map(condition(parameters));
  return {
    statement: compose(dataset, query, conditions),
    parameters,
    catalog: dataset.catalog,
  };
}

function find(dashboard: Dashboard, name: string): { page: Page; widget: Widget } {
  for (const page of dashboard.pages) {
    const placed = page.layout.find(({ widget }) => widget.name === name);
    if (placed) return { page, widget: placed.widget };
  }
  throw new CliError(`widget: not on the dashboard, got ${name}`);
}

function sqlOf({ queryLines, query }: Dataset): string {
  return queryLines?.join('') ?? query ?? '';
}

interface Choice {
  readonly columns: readonly { readonly column: string; readonly values: readonly string[] }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** Returns the selection of a filter for one dataset. */
function choiceOf(filter: Widget, dataset: string, selections: Selections): Choice {
  const values = selections[filter.name] ?? defaultsOf(filter.spec?.selection?.defaultSelection);
  const columns = [];
  const parameters: Record<string, string> = {};
  for (const field of filter.spec?.encodings.fields ?? []) {
    const query = filter.queries?.find(({ name }) => name === field.queryName)?.query;
    if (query?.datasetName !== dataset || values.length === 0) continue;
    const asked = query.parameters?.find(({ name }) => name === field.parameterName);
    if (asked) parameters[asked.keyword] = values[0]!;
    const named = query.fields?.find(({ name }) => name === field.fieldName);
    if (named) columns.push({ column: named.expression, values });
  }
  return { columns, parameters };
}

/** The condition on a column; its values are added to the parameters. */
function condition(parameters: Record<string, string>) {
  return ({ column, values }: Choice['columns'][number]): string => {
    const markers = values
      .filter((value) => value !== NO_VALUE)
      .map((value) => {
        const name = `filter_${Object.keys(parameters).length}`;
        parameters[name] = value;
        return `:${name}`;
      });
    const parts =
      markers.length > 0 ? [`cast(${column} as string) in (${markers.join(', ')})`] : [];
    if (values.includes(NO_VALUE)) parts.push(`${column} is null`);
    return `(${parts.join(' or ')})`;
  };
}

function compose(dataset: Dataset, query: WidgetQuery, conditions: readonly string[]): string {
  const fields = (query.fields ?? []).filter(({ expression }) => !ASSOCIATIVITY.test(expression));
  const shown = fields.map(
    ({ name, expression }) => `    ${calculated(expression, dataset)} as ${quoted(name)}`,
  );
  const orders = (query.orders ?? []).map(
    ({ direction, expression }) => `${expression} ${direction}`,
  );
  return [
    `with dataset as (\n${sqlOf(dataset).trimEnd()}\n)\n`,
    `select\n${shown.join(',\n')}`,
    'from dataset',
    ...(conditions.length > 0 ? [`where ${conditions.join(' and ')}`] : []),
    ...(query.disaggregated ? [] : ['group by all']),
    ...(orders.length > 0 ? [`order by ${orders.join(', ')}`] : []),
    `limit ${ROW_LIMIT + 1}`,
  ].join('\n');
}

/** An expression with the measures of its dataset written out, and rows counted as SQL does. */
function calculated(expression: string, { name, columns = [] }: Dataset): string {
  return expression.replaceAll('COUNT(`*`)', 'COUNT(*)').replace(MEASURE, (_, measure: string) => {
    const found = columns.find(({ displayName }) => displayName === measure);
    if (found) return `(${found.expression})`;
    throw new CliError(`dataset ${name}: has no such measure, got ${measure}`);
  });
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
