/** A table whose cells are elements, and that is not sorted. */
import { h } from './dom';

/** The heads of columns of numbers. */
const RIGHT = new Set(['Rows', 'Took']);

/** @param caption what the lines are, for who does not see what is around them */
export function plainTable(
  heads: readonly string[],
  lines: readonly HTMLElement[],
  caption: string,
): HTMLElement {
  return h(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': `Table: ${caption}` },
    h(
      'table',
      {},
      h('caption', { class: 'hidden-text' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map((head) =>
            h('th', { scope: 'col', class: RIGHT.has(head) ? 'number' : '' }, head),
          ),
        ),
      ),
      h('tbody', {}, ...lines),
    ),
  );
}
