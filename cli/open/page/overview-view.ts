/** The overview: jobs and their runs, tables, what did not fit, and the way of a signal. */
import type { Column } from '../lvdash';
import type { Rows } from '../wire';
import { api } from './api';
import { dataTable } from './data-table';
import { h, newId } from './dom';
import { jobTable } from './job-table';
import { lineageFinder } from './lineage-view';
import { empty, failed, loading } from './states';
import { tableSizes } from './table-sizes';

export function overviewView(): HTMLElement {
  return h(
    'div',
    { class: 'overview' },
    h(
      'div',
      { class: 'text' },
      h('h2', {}, 'Overview'),
      h('p', {}, 'How the lakehouse does, as far as you may see it.'),
    ),
    panel('Jobs', 'half', async () => jobTable(await api.jobs())),
    panel('Tables', 'half', async () => tableSizes(await api.tables())),
    panel('Records in quarantine', 'half', async () =>
      rowsOf(await api.panel('quarantine'), QUARANTINE, 'Nothing waits in quarantine'),
    ),
    panel('Rescued data of 30 days', 'half', async () =>
      rowsOf(
        await api.panel('rescued'),
        RESCUED,
        'All data of the past 30 days fitted its contracts',
      ),
    ),
    panel('Quality rules of 30 days', 'whole', async () =>
      rowsOf(await api.panel('quality'), QUALITY, 'No rule was checked in the past 30 days'),
    ),
    panel('Where a signal comes from', 'whole', async () => lineageFinder()),
  );
}

const column = (fieldName: string, displayName: string, more: Partial<Column> = {}): Column => ({
  fieldName,
  displayName,
  ...more,
});
const count = { displayAs: 'number', numberFormat: '0,0' } as const;
const time = { displayAs: 'datetime', dateTimeFormat: 'YYYY-MM-DD HH:mm' } as const;

const QUARANTINE = [
  column('target_table', 'Table'),
  column('rule', 'Rule'),
  column('open_count', 'Records', count),
  column('message', 'What is wrong'),
  column('first_quarantined_at', 'Since', time),
];
const RESCUED = [
  column('day', 'Day'),
  column('feed', 'Feed'),
  column('field', 'Field'),
  column('document_count', 'Documents', count),
];
const QUALITY = [
  column('day', 'Day'),
  column('target_table', 'Table'),
  column('rule', 'Rule'),
  column('severity', 'Severity'),
  column('failed', 'Broke it', count),
  column('passed', 'Kept it', count),
  column('failed_share', 'Share', { displayAs: 'number', numberFormat: '0.0%' }),
];

/** A panel that shows what `load` gives, or why it gives nothing. */
function panel(
  title: string,
  width: 'half' | 'whole',
  load: () => Promise<HTMLElement>,
): HTMLElement {
  const id = newId('panel');
  const body = h('div', { class: 'widget-body' }, loading());
  const fill = (): void => {
    load().then(
      (content) => body.replaceChildren(content),
      (error) => body.replaceChildren(failed(error, fill)),
    );
  };
  fill();
  const head = h('div', { class: 'widget-head' }, h('h3', { id }, title));
  return h('section', { class: `widget ${width}`, 'aria-labelledby': id }, head, body);
}

function rowsOf({ rows, isCut }: Rows, columns: readonly Column[], nothing: string): HTMLElement {
  return rows.length === 0 ? empty(nothing) : dataTable(columns, rows, nothing, isCut);
}
