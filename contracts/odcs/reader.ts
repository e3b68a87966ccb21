/**
 * Reads values of a parsed document and records each field that was not read: what contracts cannot
 * represent is a problem that names the field, and never lost in silence.
 */
export class Problems {
  readonly found: string[] = [];

  /** @param dropped fields to ignore, by their path without brackets: `schema.properties.tags` */
  constructor(private readonly dropped: readonly string[] = []) {}

  add(path: string, problem: string): void {
    this.found.push(`\`${path || 'document'}\`: ${problem}`);
  }

  isDropped(path: string): boolean {
    return this.dropped.includes(dropName(path));
  }
}

/** The path without brackets; fields of nested objects and lists are named as those of columns. */
export function dropName(path: string): string {
  return path
    .replace(/\[[^\]]*\]/g, '')
    .replace(/^schema(\.properties|\.items)+(?=\.)/, 'schema.properties');
}

/** Values that say no more than the standard says without them. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  unique: false,
  partitioned: false,
  partitionKeyPosition: -1,
  criticalDataElement: false,
};

/** The fields of one object. */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly read = new Set<string>();

  constructor(
    value: unknown,
    readonly path: string,
    readonly problems: Problems,
  ) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) problems.add(path, `not an object, got ${shown(value)}`);
    this.values = isObject ? (value as Record<string, unknown>) : {};
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  /** The value of a field; undefined where it is absent, null or dropped. */
  take(key: string): unknown {
    this.read.add(key);
    if (this.problems.isDropped(this.at(key))) return undefined;
    return this.values[key] ?? undefined;
  }

  text(key: string): string | undefined {
    return this.typed(key, 'a text', (value) => typeof value === 'string');
  }

  /** A text that the contract needs. */
  required(key: string): string {
    const value = this.text(key);
    if (value !== undefined && value.trim() !== '') return value;
    this.problems.add(this.at(key), 'missing, and contracts need it. Add it to the file');
    return '';
  }

  flag(key: string): boolean | undefined {
    return this.typed(key, 'true or false', (value) => typeof value === 'boolean');
  }

  integer(key: string): number | undefined {
    return this.typed(key, 'a whole number', (value) => Number.isInteger(value));
  }

  texts(key: string): string[] | undefined {
    return this.typed(
      key,
      'a list of texts',
      (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    );
  }

  map(key: string): Record<string, string> | undefined {
    return this.typed(
      key,
      'an object of texts',
      (value) =>
        typeof value === 'object' &&
        !Array.isArray(value) &&
        Object.values(value!).every((one) => typeof one === 'string'),
    );
  }

  /** A text that is one of the values. */
  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined || values.includes(value as T)) return value as T | undefined;
    this.problems.add(this.at(key), `not one of ${values.join(', ')}, got ${value}`);
    return undefined;
  }

  object(key: string): Fields | undefined {
    const value = this.take(key);
    return value === undefined ? undefined : new Fields(value, this.at(key), this.problems);
  }

  /** The objects of a list; none where the field is absent. */
  list(key: string): Fields[] {
    const values = this.typed<unknown[]>(key, 'a list', (value) => Array.isArray(value)) ?? [];
    return values.map(
      (one, index) => new Fields(one, `${this.at(key)}[${labelOf(one, index)}]`, this.problems),
    );
  }

  /** The custom properties, by their names; a name twice is a problem. */
  custom(): Fields {
    const entries: [string, unknown][] = this.list('customProperties').map((one) => {
      const entry: [string, unknown] = [one.required('property'), one.take('value')];
      one.done();
      return entry;
    });
    const names = entries.map(([name]) => name);
    const path = this.at('customProperties');
    for (const name of names.filter((one, index) => names.indexOf(one) !== index)) {
      this.problems.add(`${path}.${name}`, 'listed twice');
    }
    return new Fields(Object.fromEntries(entries), path, this.problems);
  }

  /** Reports the fields that were not read, but for empty ones and defaults, which say nothing. */
  done(): void {
    for (const [key, value] of Object.entries(this.values)) {
      const isSilent = isEmpty(value) || DEFAULTS[key] === value;
      if (this.read.has(key) || isSilent || this.problems.isDropped(this.at(key))) continue;
      this.problems.add(this.at(key), `contracts cannot represent it, got ${shown(value)}`);
    }
  }

  private typed<T>(key: string, kind: string, isValid: (value: unknown) => boolean): T | undefined {
    const value = this.take(key);
    if (value === undefined || isValid(value)) return value as T | undefined;
    this.problems.add(this.at(key), `not ${kind}, got ${shown(value)}`);
    return undefined;
  }
}

/** The name of an element of a list, by which a person finds it, else its place. */
function labelOf(element: unknown, index: number): string {
  const name = (element as { name?: unknown } | null)?.name;
  return typeof name === 'string' && /^[\w.-]+$/.test(name) ? name : `${index}`;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
