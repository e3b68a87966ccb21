/** A chart of an AI/BI dashboard as one of Vega-Lite. */
import type { TopLevelSpec } from 'vega-lite';

import type { Encoding, Encodings, Spec } from '../lvdash';
import type { Row, Value } from '../wire';
import { asNumber, type Channel, colour, distinct, fieldOf, kind, position } from './channels';

/** The pixels that one of many categories takes at least. */
const STEP = 19;
/** Number of categories that fit without growing the chart. */
const ROOM = 14;
/** The columns that several measures of one chart are turned into. */
const SERIES = 'series';
const MEASURE = 'measure';

/** Returns true if `widgetType` is a chart that this page draws. */
export function isChart(widgetType: string): boolean {
  return widgetType in MARKS;
}

const MARKS: Readonly<Record<string, object>> = {
  bar: { type: 'bar', tooltip: true },
  line: { type: 'line', tooltip: true, point: { size: 55 }, interpolate: 'monotone' },
  area: { type: 'area', tooltip: true, opacity: 0.7 },
  scatter: { type: 'point', tooltip: true, opacity: 0.65 },
  pie: { type: 'arc', tooltip: true },
  heatmap: { type: 'rect', tooltip: true, cornerRadius: 2 },
};

/** The rows that a chart can show: those that have all that it measures. */
export function drawable(spec: Spec, rows: readonly Row[]): { rows: Row[]; encodings: Encodings } {
  const { y } = spec.encodings;
  if (!y?.fields) {
    const measured = [spec.encodings.x, y, spec.encodings.angle, spec.encodings.color].filter(
      (one): one is Encoding => one?.scale?.type === 'quantitative',
    );
    const kept = rows.filter((row) => measured.every(({ fieldName }) => row[fieldName] !== null));
    return { rows: kept, encodings: spec.encodings };
  }
  const title = y.axis?.title ?? '';
  const long = y.fields.flatMap(({ fieldName, displayName }) =>
    rows
      .filter((row) => row[fieldName] !== null)
      .map((row): Row => ({
        ...row,
        [SERIES]: displayName ?? fieldName,
        [MEASURE]: row[fieldName] as Value,
      })),
  );
  return {
    rows: long,
    encodings: {
      ...spec.encodings,
      y: { fieldName: MEASURE, displayName: title, scale: { type: 'quantitative' } },
      color: { fieldName: SERIES, displayName: ' ', scale: { type: 'categorical' } },
    },
  };
}

/**
 * Returns the specification, with its rows in it.
 * @param width of the chart, in pixels
 */
export function chartSpec(spec: Spec, given: readonly Row[], width: number): TopLevelSpec {
  const { rows, encodings } = drawable(spec, given);
  const { widgetType } = spec;
  // a bar of time has the width of its day or month
  const isBanded = widgetType === 'heatmap' || widgetType === 'bar';
  // a line shows change, a bar an amount
  const hasZero = widgetType === 'bar' || widgetType === 'area';
  const { x, y, color, size, angle, extra = [] } = encodings;
  const channels: Channel = {
    ...(x && { x: position('x', x, rows, { width, isBanded, hasZero }) }),
    ...(y && { y: position('y', y, rows, { width, isBanded, hasZero }) }),
    ...(angle && { theta: { ...fieldOf(angle), type: 'quantitative', stack: true } }),
    ...(size && {
      size: { ...fieldOf(size), type: 'quantitative', legend: null, scale: { range: [30, 420] } },
    }),
    ...(color && { color: colour(color, rows, width) }),
    ...(color &&
      widgetType === 'bar' &&
      spec.mark?.layout === 'group' && { xOffset: fieldOf(color) }),
  };
  const shown = [...extra, x, y, angle, color, size].filter((one): one is Encoding => Boolean(one));
  channels.tooltip = shown.map((one) => ({
    ...fieldOf(one),
    ...kind(one, rows, false),
    ...asNumber(one),
  }));
  const categories = y && y.scale?.type === 'categorical' ? distinct(rows, y).length : 0;
  return {
    data: { values: rows },
    mark: MARKS[widgetType],
    encoding: channels,
    width: 'container',
    height: categories > ROOM ? { step: STEP } : 'container',
    autosize: { type: 'fit', contains: 'padding' },
  } as TopLevelSpec;
}
