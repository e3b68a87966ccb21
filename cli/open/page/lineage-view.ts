/** The way of a signal: found by its call, its rep or its name, then followed from gold to its source. */
import type { Row, Value } from '../wire';
import { api } from './api';
import { h, newId } from './dom';
import { formatTime, NOTHING } from './format';
import { empty, failed, loading } from './states';

/** Pause in typing, in milliseconds, after which the search starts. */
const PAUSE_MS = 300;

export function lineageFinder(): HTMLElement {
  const id = newId('search');
  const search = h('input', {
    id,
    type: 'search',
    placeholder: 'A call, a rep or a signal',
    autocomplete: 'off',
  });
  const found = h('div', { class: 'found' }, loading());
  const way = h('div', { class: 'way', 'aria-live': 'polite' });
  let asked = 0;
  const look = (): void => {
    const mine = (asked += 1);
    api.signals(search.value.trim()).then(
      ({ rows }) => {
        if (mine === asked) found.replaceChildren(choices(rows, follow));
      },
      (error) => {
        if (mine === asked) found.replaceChildren(failed(error, look));
      },
    );
  };
  const follow = (signalId: string): void => {
    way.replaceChildren(loading());
    api.lineage(signalId).then(
      ({ rows: [row] }) => way.replaceChildren(row ? steps(row) : empty('This signal is gone')),
      (error) => way.replaceChildren(failed(error, () => follow(signalId))),
    );
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  look();
  way.append(empty('Choose a signal to see where it comes from'));
  return h(
    'div',
    { class: 'lineage' },
    h('div', { class: 'lineage-find' }, h('label', { for: id }, 'Find a signal'), search, found),
    way,
  );
}

function choices(rows: readonly Row[], follow: (id: string) => void): HTMLElement {
  if (rows.length === 0) return empty('No signal has this in its call, its rep or its name');
  const items = rows.map((row) => {
    const choose = (): void => {
      for (const other of items) other.firstElementChild?.removeAttribute('aria-current');
      item.firstElementChild?.setAttribute('aria-current', 'true');
      follow(String(row.signal_id));
    };
    const item = h(
      'li',
      {},
      h(
        'button',
        { type: 'button', onclick: choose },
        h('strong', {}, `${row.signal_name} = ${say(row.signal_value)}`),
        h(
          'span',
          {},
          `${row.rep_id ?? 'unknown rep'}, ${formatTime(String(row.call_timestamp))}, ${say(row.scoring_version)}`,
        ),
      ),
    );
    return item;
  });
  return h('ul', {}, ...items);
}

const say = (value: Value | undefined): string =>
  value === null || value === undefined ? NOTHING : String(value);
const at = (value: Value | undefined): string => (value ? formatTime(String(value)) : NOTHING);

/** Draws the path from a gold value to its source. */
function steps(row: Row): HTMLElement {
  const gold = row.gold_updated_at
    ? `Average ${say(row.gold_avg_value)} over ${say(row.gold_conversation_count)} calls, written ${at(row.gold_updated_at)}`
    : 'No row yet: gold is behind silver';
  const bronze = row.bronze_ingested_at
    ? `Ingested ${at(row.bronze_ingested_at)}; payload sha256 ${say(row.payload_sha256).slice(0, 16)}…`
    : 'Bronze has this file no more';
  return h(
    'ol',
    { class: 'steps', 'aria-label': 'The way of the signal' },
    step(
      'Gold',
      'gold.rep_monthly_scores',
      `${say(row.rep_id)}, ${say(row.month).slice(0, 7)}, ${say(row.signal_name)}`,
      gold,
    ),
    step(
      'Silver',
      'silver.conversation_signals',
      `${say(row.signal_name)} = ${say(row.signal_value)}, by ${say(row.scoring_version)}`,
      `Call ${say(row.call_id)}; scored ${at(row.scored_at)} in run ${say(row.run_id)}`,
    ),
    step('Bronze', 'bronze.conversations_raw', say(row.bronze_file), bronze),
    step('Source', say(row.source_system), `Call ${say(row.source_call_id)}`, ''),
  );
}

function step(layer: string, title: string, ...details: readonly string[]): HTMLElement {
  return h(
    'li',
    { class: layer.toLowerCase() },
    h('span', { class: 'layer' }, layer),
    h('strong', {}, title),
    ...details.filter(Boolean).map((detail) => h('span', { class: 'detail' }, detail)),
  );
}
