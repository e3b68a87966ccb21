/** Rules that settings of every topic share. Each problem has the setting, the rule and the value. */

/** The smallest and the largest value of a number. */
export interface Bound {
  readonly low: number;
  readonly high: number;
  /** @default - whole numbers only */
  readonly isFraction?: boolean;
}

/** Returns the form of a value in an error message. */
export function show(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? 'nothing');
}

/** Collects the problems of the settings of one topic. */
export class Problems<S extends object> {
  readonly all: string[] = [];

  constructor(private readonly settings: S) {}

  /** Adds a problem unless the rule holds. */
  check(holds: boolean, field: string, problem: string, value: unknown): void {
    if (!holds) this.all.push(`\`${field}\`: ${problem}, got ${show(value)}`);
  }

  /** Requires a text of a pattern. */
  matches(field: keyof S & string, pattern: RegExp, problem: string): void {
    const value = this.settings[field];
    this.check(typeof value === 'string' && pattern.test(value), field, problem, value);
  }

  /** Requires a whole number. */
  within(field: keyof S & string, low: number, high: number): void {
    const value: unknown = this.settings[field];
    const holds = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    this.check(holds, field, `not a whole number between ${low} and ${high}`, value);
  }

  /** Requires one of the values. */
  oneOf(field: keyof S & string, values: readonly string[]): void {
    const value: unknown = this.settings[field];
    this.check(values.includes(value as string), field, `not one of ${values.join(', ')}`, value);
  }

  /** Requires true or false, in each of the fields that is set. */
  booleans(...fields: readonly (keyof S & string)[]): void {
    for (const field of fields) {
      const value: unknown = this.settings[field];
      const holds = value === undefined || typeof value === 'boolean';
      this.check(holds, field, 'not true or false', value);
    }
  }

  /** Returns true if the optional setting is set. */
  has(field: keyof S): boolean {
    return this.settings[field] !== undefined;
  }
}

/** Problems of a setting that is a group of numbers: `maintenance.smallFileShare`. */
export function boundProblems(
  setting: string,
  values: Readonly<Record<string, unknown>>,
  bounds: Readonly<Record<string, Bound>>,
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const bound = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
    if (bound === undefined) return [`\`${setting}.${name}\` is not a setting`];
    const { low, high, isFraction } = bound;
    const isNumber = isFraction ? Number.isFinite(value) : Number.isInteger(value);
    if (isNumber && (value as number) >= low && (value as number) <= high) return [];
    const number = isFraction ? 'a number' : 'a whole number';
    return [`\`${setting}.${name}\`: not ${number} between ${low} and ${high}, got ${show(value)}`];
  });
}

/** Problems of a list that has a value twice. */
export function repeatedProblems(field: string, values: readonly unknown[]): string[] {
  return values
    .filter((value, i) => values.indexOf(value) !== i)
    .map((value) => `\`${field}\`: listed twice, got ${show(value)}`);
}
