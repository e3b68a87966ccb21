/** Values as people read them. */
import type { Column, Format } from '../lvdash';
import type { Value } from '../wire';

const LOCALE = 'en';
export const NOTHING = '–';

/** A number in the format of an encoding. */
export function formatNumber(value: number, format?: Format): string {
  const { places = 2, type: kind = 'max' } = format?.decimalPlaces ?? {};
  const options: Intl.NumberFormatOptions = {
    maximumFractionDigits: places,
    minimumFractionDigits: kind === 'exact' ? places : 0,
  };
  if (format?.abbreviation === 'compact' && Math.abs(value) >= 10_000) options.notation = 'compact';
  if (format?.type === 'number-percent') options.style = 'percent';
  if (format?.type === 'number-currency') {
    options.style = 'currency';
    options.currency = format.currencyCode ?? 'USD';
  }
  return new Intl.NumberFormat(LOCALE, options).format(value);
}

/** The format of Vega's axes and tooltips for the same. */
export function vegaFormat(format?: Format): string | undefined {
  if (format?.type === 'number-percent') return `.${format.decimalPlaces?.places ?? 1}~%`;
  return format?.type === 'number-currency' ? '$,.2f' : undefined;
}

/** A cell of a table. */
export function formatCell(
  value: Value | undefined,
  column?: Pick<Column, 'displayAs' | 'numberFormat' | 'dateTimeFormat'>,
): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === 'number') return numberCell(value, column?.numberFormat);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return column?.displayAs === 'datetime' ? formatTime(value, column.dateTimeFormat) : value;
}

function numberCell(value: number, pattern?: string): string {
  const places = pattern === undefined ? undefined : (/\.(0+)/.exec(pattern)?.[1]?.length ?? 0);
  return new Intl.NumberFormat(LOCALE, {
    ...(pattern?.endsWith('%') ? { style: 'percent' } : {}),
    ...(places === undefined
      ? { maximumFractionDigits: 2 }
      : { minimumFractionDigits: places, maximumFractionDigits: places }),
  }).format(value);
}

/** A date or an instant (UTC), as far as the pattern goes: `YYYY-MM-DD HH:mm` by default. */
export function formatTime(text: string, pattern = 'YYYY-MM-DD HH:mm'): string {
  return text.replace('T', ' ').slice(0, pattern.length);
}

/** A duration as a person says it. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/** Returns the age of an instant. */
export function formatAge(text: string, now = Date.now()): string {
  const minutes = Math.round((now - Date.parse(text)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
