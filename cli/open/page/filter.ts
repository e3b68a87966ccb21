/** A filter: one of several values, or any of them. */
import { defaultsOf, NO_VALUE, type Selections, type Widget } from '../lvdash';
import type { Rows } from '../wire';
import { h, newId } from './dom';

/** Largest number of listed values; a search finds the others. */
const SHOWN = 200;

/** Fills a filter's place once its values are known. `changed` gets what is chosen. */
export function filter(
  widget: Widget,
  { rows }: Rows,
  chosen: readonly string[] | undefined,
  changed: (values: readonly string[]) => void,
): HTMLElement {
  const column = widget.spec?.encodings.fields?.find((one) => one.fieldName)?.fieldName ?? '';
  const values = rows.map((row) => (row[column] === null ? NO_VALUE : String(row[column])));
  values.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const now = chosen ?? defaultsOf(widget.spec?.selection?.defaultSelection);
  const isSingle = widget.spec?.widgetType === 'filter-single-select';
  return isSingle ? single(widget, values, now, changed) : multiple(widget, values, now, changed);
}

export const titleOf = (widget: Widget): string => widget.spec?.frame?.title ?? widget.name;

function single(
  widget: Widget,
  values: readonly string[],
  [now]: readonly string[],
  changed: (values: readonly string[]) => void,
): HTMLElement {
  const defaults = defaultsOf(widget.spec?.selection?.defaultSelection);
  const known = [...new Set([...defaults, ...values])];
  const id = newId('filter');
  const options = known.map((value) => h('option', { value, selected: value === now }, value));
  const all = h('option', { value: '', selected: now === undefined }, 'All');
  const select = h('select', { id }, ...(defaults.length > 0 ? [] : [all]), ...options);
  select.addEventListener('change', () => changed(select.value === '' ? [] : [select.value]));
  return h('div', { class: 'filter' }, h('label', { for: id }, titleOf(widget)), select);
}

function multiple(
  widget: Widget,
  values: readonly string[],
  now: readonly string[],
  changed: (values: readonly string[]) => void,
): HTMLElement {
  const title = titleOf(widget);
  const chosen = new Set(now);
  const summary = h('summary', {}, '');
  const list = h('ul', { class: 'choices' });
  const label = (): void => {
    const [first] = chosen;
    const text = chosen.size === 0 ? 'All' : chosen.size === 1 ? first! : `${chosen.size} chosen`;
    summary.textContent = text;
    summary.setAttribute('aria-label', `${title}: ${text}`);
  };
  const tell = (): void => {
    label();
    changed([...chosen]);
  };
  const fill = (search: string): void => {
    const found = values.filter((value) => value.toLowerCase().includes(search.toLowerCase()));
    const items = found.slice(0, SHOWN).map((value) => {
      const box = h('input', { type: 'checkbox', checked: chosen.has(value) });
      box.addEventListener('change', () => {
        if (box.checked) chosen.add(value);
        else chosen.delete(value);
        tell();
      });
      return h('li', {}, h('label', {}, box, value));
    });
    const rest = found.length - SHOWN;
    list.replaceChildren(
      ...items,
      ...(rest > 0 ? [h('li', { class: 'rest' }, `${rest} more: search for them`)] : []),
    );
  };
  const search = h('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': `Search in ${title}`,
  });
  search.addEventListener('input', () => fill(search.value));
  const clear = h('button', { type: 'button', class: 'link' }, 'All');
  clear.addEventListener('click', () => {
    chosen.clear();
    fill(search.value);
    tell();
  });
  label();
  fill('');
  const details = h(
    'details',
    { class: 'select' },
    summary,
    h('div', { class: 'drop' }, h('div', { class: 'drop-head' }, search, clear), list),
  );
  closeOutside(details, summary);
  return h(
    'div',
    { class: 'filter' },
    h('span', { class: 'label', 'aria-hidden': 'true' }, title),
    details,
  );
}

/** Closes what dropped down when it is left: by Escape, by a click elsewhere, by Tab. */
function closeOutside(details: HTMLDetailsElement, summary: HTMLElement): void {
  const close = (): void => {
    details.open = false;
  };
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    close();
    summary.focus();
  });
  details.addEventListener('focusout', (event) => {
    const next = event.relatedTarget as Node | null;
    if (next && !details.contains(next)) close();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!details.contains(event.target as Node)) close();
  });
}

/** Selections of the filters of a page, without empty ones. */
export type Chosen = Map<string, readonly string[]>;

export const asSelections = (chosen: Chosen): Selections => Object.fromEntries(chosen);
