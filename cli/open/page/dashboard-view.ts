/** A page of a dashboard: its grid of widgets, and the filters that narrow them. */
import { isFilter, type Page, type Placed, type Widget } from '../lvdash';
import { api } from './api';
import { announce, h } from './dom';
import { asSelections, type Chosen, filter, titleOf } from './filter';
import { failed, loading } from './states';
import { text } from './text';
import { WidgetView } from './widget';

/** Selections by page; they stay while another page is open. */
const chosenByPage = new Map<string, Chosen>();

export function dashboardView(dashboardId: string, page: Page): HTMLElement {
  const key = `${dashboardId} ${page.name}`;
  const chosen = chosenByPage.get(key) ?? (new Map() as Chosen);
  chosenByPage.set(key, chosen);
  const views: { readonly view: WidgetView; readonly datasets: readonly string[] }[] = [];
  const cells = page.layout.map((placed) => {
    const { widget } = placed;
    if (widget.textbox_spec !== undefined) return cell(placed, text(widget.textbox_spec));
    if (isFilter(widget)) return cell(placed, filterPlace(widget));
    const view = new WidgetView(widget, (signal) =>
      api.widget(dashboardId, widget.name, asSelections(chosen), signal),
    );
    views.push({ view, datasets: datasetsOf(widget) });
    return cell(placed, view.element);
  });

  function filterPlace(widget: Widget): HTMLElement {
    const place = h('div', { class: 'filter-place', 'data-widget': widget.name }, loading());
    const changed = (values: readonly string[]): void => {
      if (values.length === 0) chosen.delete(widget.name);
      else chosen.set(widget.name, values);
      const narrowed = views.filter(({ datasets }) =>
        datasets.some((one) => datasetsOf(widget).includes(one)),
      );
      announce(`${titleOf(widget)}: ${values.join(', ') || 'all'}`);
      for (const { view } of narrowed) void view.load();
    };
    const load = (): void => {
      api.widget(dashboardId, widget.name, {}).then(
        (rows) => place.replaceChildren(filter(widget, rows, chosen.get(widget.name), changed)),
        (error) =>
          place.replaceChildren(
            h(
              'div',
              { class: 'filter' },
              h('span', { class: 'label' }, titleOf(widget)),
              compact(failed(error, load)),
            ),
          ),
      );
    };
    load();
    return place;
  }

  for (const { view } of views) void view.load();
  const grid = h('div', { class: 'grid' }, ...cells);
  grid.style.gridTemplateRows = rowHeights(page.layout).join(' ');
  return grid;
}

/** The height of each row: low where only number tiles are, which need no more. */
function rowHeights(layout: readonly Placed[]): string[] {
  const isTile = ({ widget }: Placed): boolean => widget.spec?.widgetType === 'counter';
  const rows = Math.max(0, ...layout.map(({ position: { y, height } }) => y + height));
  return Array.from({ length: rows }, (_, row) => {
    const here = layout.filter(({ position: { y, height } }) => y <= row && row < y + height);
    const low = here.length > 0 && here.every(isTile);
    return `minmax(var(${low ? '--tile-row' : '--row'}), auto)`;
  });
}

/** A failure in a place as small as a filter: its title is enough, its widgets say more. */
function compact(note: HTMLElement): HTMLElement {
  return h('span', { class: 'unavailable' }, note.querySelector('.note-title')?.textContent ?? '');
}

const datasetsOf = (widget: Widget): string[] =>
  (widget.queries ?? []).map(({ query }) => query.datasetName);

function cell({ position: { x, y, width, height } }: Placed, content: HTMLElement): HTMLElement {
  const place = h('div', { class: 'cell' }, content);
  place.style.gridColumn = `${x + 1} / span ${width}`;
  place.style.gridRow = `${y + 1} / span ${height}`;
  return place;
}
