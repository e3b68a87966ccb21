import { show } from './show';

/** The least and the most that a number may be; whole unless it says otherwise. */
export interface Bound {
  readonly low: number;
  readonly high: number;
  /** @default - only whole numbers */
  readonly isFraction?: boolean;
}

/** What is wrong with a setting that is a group of numbers: `maintenance.smallFileShare`. */
export function boundProblems(
  setting: string,
  given: Readonly<Record<string, unknown>>,
  bounds: Readonly<Record<string, Bound>>,
): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const bound = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
    if (bound === undefined) return [`\`${setting}.${name}\` is not a setting`];
    const { low, high, isFraction } = bound;
    const isNumber = isFraction ? Number.isFinite(value) : Number.isInteger(value);
    if (isNumber && (value as number) >= low && (value as number) <= high) return [];
    const number = isFraction ? 'a number' : 'a whole number';
    return [
      `\`${setting}.${name}\` must be ${number} between ${low} and ${high}, got: ${show(value)}`,
    ];
  });
}
