/** Channels of Vega-Lite for encodings of an AI/BI dashboard. */
import type { Encoding } from '../lvdash';
import type { Row, Value } from '../wire';
import { vegaFormat } from './format';
import { meaningOf, palette } from './theme';

export type Channel = Record<string, unknown>;

/** The months that an axis names one by one. */
const MONTHS = 14;

/** The column of an encoding, and what it is called. */
export const fieldOf = ({ fieldName, displayName }: Encoding): Channel => ({
  field: fieldName,
  title: displayName ?? fieldName,
});

/** Number format of an encoding. */
export const asNumber = ({ format, scale }: Encoding): Channel => {
  const pattern = vegaFormat(format) ?? (scale?.type === 'quantitative' ? ',.3~f' : undefined);
  return pattern ? { format: pattern } : {};
};

/** Pixels of one character of an axis label, and of what is beside the axis. */
const LABEL_CHARACTER = 6.5;
const BESIDE_AXIS = 70;

export interface Look {
  /** Width of the chart, in pixels. */
  readonly width: number;
  /** Time is a row of bands, one for each existing day or month. */
  readonly isBanded: boolean;
  /** Numbers begin at 0. */
  readonly hasZero: boolean;
}

/** A channel of place: `x` or `y`. */
export function position(
  name: 'x' | 'y',
  encoding: Encoding,
  rows: readonly Row[],
  { width, isBanded, hasZero }: Look,
): Channel {
  const { scale } = encoding;
  const channel: Channel = { ...fieldOf(encoding), ...kind(encoding, rows, isBanded) };
  if (scale?.type === 'quantitative') {
    const format = vegaFormat(encoding.format) ?? ',.4~r';
    channel.scale = { zero: hasZero, nice: true };
    channel.axis = { tickCount: 5, format };
  }
  if (scale?.sort?.by === 'x-reversed') channel.sort = '-x';
  if (scale?.type === 'categorical' && name === 'x') {
    const labels = distinct(rows, encoding).map(String);
    const longest = Math.max(0, ...labels.map((label) => label.length));
    const fits = labels.length * longest * LABEL_CHARACTER < width - BESIDE_AXIS;
    channel.axis = { labelAngle: fits ? 0 : -30 };
  }
  if (scale?.type === 'temporal') channel.axis = timeAxis(encoding, rows, isBanded);
  return channel;
}

/** An axis of time: months by name, no tick where nothing is. */
function timeAxis(encoding: Encoding, rows: readonly Row[], isBanded: boolean): Channel {
  const isMonthly = areMonths(rows, encoding);
  const format = {
    format: isMonthly ? '%b %Y' : areDays(rows, encoding) ? '%b %d' : '%b %d, %H:%M',
  };
  if (isBanded) return { ...format, labelAngle: 0, labelOverlap: true };
  const isShort = isMonthly && distinct(rows, encoding).length <= MONTHS;
  const tickCount = isShort ? { interval: 'month', step: 1 } : 6;
  return { ...format, labelAngle: 0, labelOverlap: true, tickCount };
}

/** The type of a channel; days and months are those of UTC, as the warehouse means them. */
export function kind(encoding: Encoding, rows: readonly Row[], isBanded: boolean): Channel {
  switch (encoding.scale?.type) {
    case 'temporal': {
      const isMonthly = areMonths(rows, encoding);
      const isDaily = areDays(rows, encoding);
      const timeUnit = isMonthly ? 'utcyearmonth' : isDaily ? 'utcyearmonthdate' : undefined;
      return {
        type: isBanded ? 'ordinal' : 'temporal',
        ...(timeUnit ? { timeUnit } : { scale: { type: 'utc' } }),
      };
    }
    case 'quantitative':
      return { type: 'quantitative' };
    default:
      return { type: 'nominal' };
  }
}

/** Pixels of a legend entry beside its label, and of one character of the label. */
const LEGEND_ENTRY = 36;
const LEGEND_CHARACTER = 6.5;

/**
 * The channel of colour: one colour for each value, or a gradient.
 * @param width of the chart, in pixels: the legend has as many columns as fit
 */
export function colour(encoding: Encoding, rows: readonly Row[], width: number): Channel {
  const channel: Channel = { ...fieldOf(encoding), ...kind(encoding, rows, false) };
  if (encoding.scale?.type === 'quantitative') {
    return { ...channel, legend: { orient: 'right', ...asNumber(encoding), gradientLength: 120 } };
  }
  const domain = distinct(rows, encoding).map(String);
  const colours = palette();
  const range = domain.map((value, at) => meaningOf(value) ?? colours[at % colours.length]);
  const longest = Math.max(0, ...domain.map((value) => value.length));
  const columns = Math.floor(width / (LEGEND_ENTRY + longest * LEGEND_CHARACTER));
  return {
    ...channel,
    scale: { domain, range },
    legend: {
      columns: Math.max(1, Math.min(columns, domain.length)),
      labelLimit: Math.max(60, width - LEGEND_ENTRY),
    },
  };
}

/** The values of a column, sorted. */
export function distinct(rows: readonly Row[], { fieldName }: Encoding): Value[] {
  return [...new Set(rows.map((row) => row[fieldName] ?? null))].sort((a, b) =>
    String(a).localeCompare(String(b), 'en', { numeric: true }),
  );
}

const all = (rows: readonly Row[], { fieldName }: Encoding, pattern: RegExp): boolean =>
  rows.every((row) => pattern.test(String(row[fieldName])));
const areMonths = (rows: readonly Row[], encoding: Encoding) =>
  all(rows, encoding, /^\d{4}-\d\d-01(T00:00:00(\.0+)?Z?)?$/);
const areDays = (rows: readonly Row[], encoding: Encoding) =>
  all(rows, encoding, /^\d{4}-\d\d-\d\d(T00:00:00(\.0+)?Z?)?$/);
