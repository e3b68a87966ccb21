/**
 * Intervals of Delta table properties. Delta reads them with Spark's `IntervalUtils` and refuses
 * months and years (`DeltaConfigs.isValidIntervalConfigValue`).
 */
const SECONDS: Readonly<Record<string, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
  second: 1,
  millisecond: 1e-3,
  microsecond: 1e-6,
};
const PART =
  /\s*([+-]?)\s*'?(\d+(?:\.\d+)?)'?\s*(week|day|hour|minute|second|millisecond|microsecond)s?(?![a-z])/iy;

/** The seconds of an interval such as `interval 1 week 2 days`; undefined for any other text. */
export function intervalSeconds(text: string): number | undefined {
  const parts = text.trim().replace(/^interval(?=[\s'])/i, '');
  let seconds = 0;
  PART.lastIndex = 0;
  do {
    const match = PART.exec(parts);
    if (match === null) return undefined;
    const [, sign, number, unit] = match as unknown as [string, string, string, string];
    seconds += (sign === '-' ? -1 : 1) * Number(number) * (SECONDS[unit.toLowerCase()] as number);
  } while (PART.lastIndex < parts.length);
  return seconds;
}
