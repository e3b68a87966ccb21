/** Rows as a table, a page of them at a time, sorted by the column that is chosen. */
import type { Column } from '../lvdash';
import type { Row } from '../wire';
import { announce, h } from './dom';
import { formatCell } from './format';

const PAGE_ROWS = 50;
const STATES = /^(succeeded|success|failed|timedout|canceled|running|skipped)$/i;

/**
 * @param caption what the rows are, for who does not see what is around them
 * @param isCut whether there are more rows than these
 */
export function dataTable(
  columns: readonly Column[],
  rows: readonly Row[],
  caption: string,
  isCut = false,
): HTMLElement {
  let shown = PAGE_ROWS;
  let sorted = [...rows];
  let by: { readonly name: string; readonly isDown: boolean } | undefined;
  const body = h('tbody');
  const foot = h('div', { class: 'table-foot' });

  const fill = (): void => {
    body.replaceChildren(...sorted.slice(0, shown).map((row) => line(columns, row)));
    const all = `${rows.length}${isCut ? ' and more' : ''} ${rows.length === 1 ? 'row' : 'rows'}`;
    const count = shown < rows.length ? `${shown} of ${all}` : all;
    const more = h('button', { type: 'button', class: 'link', onclick: showMore }, 'Show more');
    foot.replaceChildren(h('span', {}, count), ...(shown < rows.length ? [more] : []));
  };
  const showMore = (): void => {
    shown += PAGE_ROWS * 4;
    fill();
    announce(`${Math.min(shown, rows.length)} rows`);
  };
  const heads = columns.map(({ fieldName, displayName, displayAs }) => {
    const sort = (): void => {
      by = { name: fieldName, isDown: by?.name === fieldName && !by.isDown };
      sorted = [...rows].sort(comparing(fieldName, by.isDown));
      for (const head of heads) head.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', by.isDown ? 'descending' : 'ascending');
      fill();
    };
    const button = h('button', { type: 'button', onclick: sort }, displayName ?? fieldName);
    const head = h('th', { scope: 'col', class: displayAs === 'number' ? 'number' : '' }, button);
    return head;
  });
  fill();
  return h(
    'div',
    { class: 'table' },
    h(
      'div',
      { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': `Table: ${caption}` },
      h(
        'table',
        {},
        h('caption', { class: 'hidden-text' }, caption),
        h('thead', {}, h('tr', {}, ...heads)),
        body,
      ),
    ),
    foot,
  );
}

function line(columns: readonly Column[], row: Row): HTMLElement {
  return h(
    'tr',
    {},
    ...columns.map((column) => {
      const value = row[column.fieldName];
      const text = formatCell(value, column);
      const isState = typeof value === 'string' && STATES.test(value);
      return h(
        'td',
        {
          class: typeof value === 'number' ? 'number' : '',
          title: text.length > 40 ? text : undefined,
        },
        isState ? h('span', { class: `state ${text.toLowerCase()}` }, text) : text,
      );
    }),
  );
}

/** Nulls are last, whichever way. */
function comparing(name: string, isDown: boolean): (a: Row, b: Row) => number {
  return (a, b) => {
    const [one, other] = [a[name] ?? null, b[name] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one).localeCompare(String(other), 'en', { numeric: true });
    return isDown ? -order : order;
  };
}

/** Returns columns for rows without a description: their own names. */
export function columnsOf(rows: readonly Row[]): Column[] {
  return Object.entries(rows[0] ?? {}).map(([fieldName, value]) => ({
    fieldName,
    displayName: fieldName.replaceAll('_', ' '),
    displayAs:
      typeof value === 'number'
        ? 'number'
        : /^\d{4}-\d\d-\d\dT/.test(String(value))
          ? 'datetime'
          : 'string',
  }));
}
