/**
 * Draws those measures of a report (JSON on standard input) that have a place in its picture, by Vega-Lite as the dashboard's are, as SVG.
 * Seconds are on a logarithmic scale. A separate module, as Vega is an ECMAScript module. Usage: node bench/picture.mjs
 */
import { text } from 'node:stream/consumers';

import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const { measures } = JSON.parse(await text(process.stdin));
const values = measures.flatMap(({ shown, seconds }) => (shown ? [{ ...shown, seconds }] : []));
const named = (field) => ({ field, title: null, sort: null });
const spec = {
  background: 'white',
  data: { values },
  width: 280,
  mark: { type: 'point', filled: true, size: 90 },
  encoding: {
    row: { ...named('group'), header: { labelOrient: 'top' } },
    column: named('part'),
    y: named('series'),
    x: { field: 'seconds', type: 'quantitative', scale: { type: 'log' }, title: 'seconds' },
    color: { ...named('series'), legend: null },
  },
};
const view = new View(parse(compile(spec).spec), { renderer: 'none' });
console.log(await view.toSVG());
