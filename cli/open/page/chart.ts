/** A chart in its place, drawn again when the colour scheme or the width changes. */
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
    drawn = await embed(canvas, chartSpec(spec, rows, canvas.clientWidth), {
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
    if (canvas.isConnected) return void draw();
    darkMode.removeEventListener('change', redraw);
    resized.disconnect();
  };
  let width = 0;
  let waiting: number | undefined;
  const resized = new ResizeObserver(() => {
    if (canvas.clientWidth === width) return;
    // the first width is drawn at once; while a window is resized, the last one
    window.clearTimeout(waiting);
    waiting = window.setTimeout(redraw, width === 0 ? 0 : 150);
    width = canvas.clientWidth;
  });
  darkMode.addEventListener('change', redraw);
  resized.observe(canvas);
  return image;
}
