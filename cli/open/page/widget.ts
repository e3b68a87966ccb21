/** A widget in its place: its heading, and what it shows once its rows are there. */
import type { Spec, Widget } from '../lvdash';
import type { Row, Rows } from '../wire';
import { chart } from './chart';
import { drawable, isChart } from './chart-spec';
import { columnsOf, dataTable } from './data-table';
import { h, newId } from './dom';
import { formatNumber, NOTHING } from './format';
import { empty, failed, loading } from './states';

/** One widget that has rows: what it shows follows them. */
export class WidgetView {
  readonly element: HTMLElement;
  private readonly body = h('div', { class: 'widget-body' });
  private readonly spec: Spec;
  private readonly toggle: HTMLButtonElement;
  private isTable = false;
  private last: Rows | undefined;
  private running: AbortController | undefined;

  constructor(
    private readonly widget: Widget,
    private readonly ask: (signal: AbortSignal) => Promise<Rows>,
  ) {
    this.spec = widget.spec!;
    const id = newId('widget');
    const { title, description } = this.spec.frame ?? {};
    this.toggle = h(
      'button',
      { type: 'button', class: 'toggle', 'aria-pressed': 'false', onclick: () => this.flip() },
      'Table',
    );
    this.toggle.setAttribute('aria-label', `${title ?? 'Chart'} as a table`);
    const head = h(
      'div',
      { class: 'widget-head' },
      h('h3', { id }, title ?? ''),
      isChart(this.spec.widgetType) && this.toggle,
    );
    this.element = h(
      'section',
      {
        class: `widget is-${this.spec.widgetType}`,
        'aria-labelledby': id,
        'data-widget': widget.name,
      },
      head,
      description !== undefined && h('p', { class: 'description' }, description),
      this.body,
    );
  }

  /** Asks for the rows and shows them; what was asked before is of no use any more. */
  async load(): Promise<void> {
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    this.element.setAttribute('aria-busy', 'true');
    if (this.last === undefined) this.body.replaceChildren(loading());
    try {
      this.last = await this.ask(signal);
      if (!signal.aborted) this.show(this.last);
    } catch (error) {
      if (signal.aborted) return;
      this.last = undefined;
      this.body.replaceChildren(failed(error, () => void this.load()));
    }
    if (!signal.aborted) this.element.removeAttribute('aria-busy');
  }

  private flip(): void {
    this.isTable = !this.isTable;
    this.toggle.setAttribute('aria-pressed', String(this.isTable));
    if (this.last) this.show(this.last);
  }

  private show(found: Rows): void {
    this.body.replaceChildren(this.drawn(found));
  }

  private drawn({ rows, isCut }: Rows): HTMLElement {
    const { widgetType, encodings, frame } = this.spec;
    const title = frame?.title ?? this.widget.name;
    if (widgetType === 'counter') return counter(this.spec, rows);
    if (rows.length === 0) return empty();
    if (widgetType === 'table')
      return dataTable(encodings.columns ?? columnsOf(rows), rows, title, isCut);
    if (!isChart(widgetType)) {
      return empty(`A widget of type ${widgetType} is drawn on Databricks only`);
    }
    if (drawable(this.spec, rows).rows.length === 0) return empty('No values yet');
    if (this.isTable) return dataTable(named(this.spec, rows), rows, title, isCut);
    const label = `${title}: a ${widgetType} chart of ${rows.length} rows. The button beside its title shows them as a table.`;
    return chart(this.spec, rows, label);
  }
}

/** The rows of a chart as a table has them: called what the chart calls them. */
function named({ encodings }: Spec, rows: readonly Row[]) {
  const { x, y, color, size, angle, extra = [] } = encodings;
  const all = [...extra, x, ...(y?.fields ?? [y]), color, size, angle];
  const names = new Map(all.map((one) => [one?.fieldName, one?.displayName]));
  return columnsOf(rows).map((column) => ({
    ...column,
    displayName: names.get(column.fieldName)?.trim() || column.displayName,
  }));
}

function counter({ encodings }: Spec, [row]: readonly Row[]): HTMLElement {
  const { fieldName, format } = encodings.value!;
  const value = row?.[fieldName];
  const text = typeof value === 'number' ? formatNumber(value, format) : (value ?? NOTHING);
  return h('p', { class: 'counter-value' }, String(text));
}
