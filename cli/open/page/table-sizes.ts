/** The tables, how much each holds, and when it last changed. */
import type { Row, Rows, TableName } from '../wire';
import { api } from './api';
import { h } from './dom';
import { formatAge, formatNumber, NOTHING } from './format';
import { plainTable } from './plain-table';
import { empty } from './states';

/** The statements about tables that run at a time. */
const AT_A_TIME = 4;

/** Each cell is filled as what it says becomes known. */
export function tableSizes(names: readonly TableName[]): HTMLElement {
  if (names.length === 0) return empty('You know of no table of this lakehouse');
  const waiting: (() => Promise<void>)[] = [];
  const lines = names.map(({ name, type }) => {
    const rows = h('td', { class: 'number' }, '…');
    const changed = h('td', {}, type === 'VIEW' ? 'view' : '…');
    waiting.push(() =>
      fill(rows, api.ofTable(name, 'rows'), (row) => formatNumber(Number(row.row_count))),
    );
    if (type !== 'VIEW') {
      waiting.push(() =>
        fill(
          changed,
          api.ofTable(name, 'version'),
          ({ timestamp, operation }) =>
            `${formatAge(String(timestamp))} (${String(operation).toLowerCase()})`,
        ),
      );
    }
    return h('tr', {}, h('th', { scope: 'row' }, name), rows, changed);
  });
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  for (let worker = 0; worker < AT_A_TIME; worker++) void work();
  return plainTable(
    ['Table', 'Rows', 'Last change'],
    lines,
    'Tables, their rows and their last change',
  );
}

async function fill(
  cell: HTMLElement,
  rows: Promise<Rows>,
  show: (row: Row) => string,
): Promise<void> {
  try {
    const [row] = (await rows).rows;
    cell.textContent = row ? show(row) : NOTHING;
  } catch (error) {
    cell.textContent = 'not allowed';
    cell.classList.add('muted');
    if ((error as { status?: number }).status !== 403) cell.textContent = 'unknown';
    cell.title = (error as Error).message;
  }
}
