/** A chart in its place, drawn anew where light turns to dark. */
import embed, { type Result } from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

import type { Spec } from '../lvdash';
import type { Row } from '../wire';
import { chartSpec } from './chart-spec';
import { h } from './dom';
import { chartConfig, darkMode } from './theme';

/**
 * Draws a chart.
 * @param label what it is, for who does not see it
 */
export function chart(spec: Spec, rows: readonly Row[], label: string): HTMLElement {
  // an image with a label of ours: Vega would give it one, and its parts are in the table beside it
  const canvas = h('div', { class: 'canvas', 'aria-hidden': 'true' });
  const image = h('div', { class: 'chart', role: 'img', 'aria-label': label }, canvas);
  let drawn: Result | undefined;
  const draw = async (): Promise<void> => {
    drawn?.finalize();
    drawn = await embed(canvas, chartSpec(spec, rows), {
      actions: false,
      renderer: 'svg',
      config: chartConfig(),
      tooltip: { theme: darkMode.matches ? 'dark' : 'light' },
      // no code is made from text, so that the page's policy can forbid it
      ast: true,
      expr: expressionInterpreter,
    });
  };
  const redraw = (): void => {
    if (canvas.isConnected) void draw();
    else darkMode.removeEventListener('change', redraw);
  };
  darkMode.addEventListener('change', redraw);
  // a chart takes its size from its place, which it has once it is in the page
  requestAnimationFrame(() => void draw());
  return image;
}
