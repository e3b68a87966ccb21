/** Statistics of the values of one field. No value is retained but those that may form a key. */

/** Kinds of values, as JSON has them; numbers by whether they have a fraction. */
export type Kind = 'text' | 'whole' | 'fraction' | 'boolean' | 'object' | 'list';

/** Forms of texts that types and personal data are recognised by. */
const FORMS = {
  timestamp: /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?$/,
  zoned: /^\d{4}-\d{2}-\d{2}[T ].*(Z|[+-]\d{2}(:?\d{2})?)$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  whole: /^-?(0|[1-9]\d{0,17})$/,
  number: /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/,
  money: /^-?(0|[1-9]\d*)(\.\d{1,2})?$/,
  boolean: /^(true|false)$/i,
  email: /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/,
  containsEmail: /[^\s@<>"]+@[^\s@<>"]+\.[a-zA-Z]{2,}/,
  phone: /^(\+|00)?[\d\s().\/-]{7,22}$/,
  address: /^(\d{1,3}\.){3}\d{1,3}$|^([0-9a-f]{1,4}:){2,7}[0-9a-f]{0,4}$/i,
  capitalised: /^\p{Lu}[\p{L}'’.-]*(\s+(\p{Lu}[\p{L}'’.-]*|\d+|de|van|von|der|da|bin|al)){0,4}$/u,
  sentence: /\S+\s+\S+\s+\S+\s+\S+/,
} as const;
export type Form = keyof typeof FORMS;
/** Forms that need an at sign: without one, long texts are not searched. */
const OF_AT: ReadonlySet<Form> = new Set(['email', 'containsEmail']);

/** Objects with more field names are maps from data to data. */
const MOST_FIELDS = 500;
const DEEPEST = 30;
/** Values that may be a key are compared up to so many. */
const MOST_KEYS = 2_000_000;
const LONGEST_KEY = 200;
/** Texts are matched with the forms up to this length. */
const LONGEST_FORM = 2_000;

export class FieldStatistics {
  /** Values that are not null. */
  present = 0;
  nulls = 0;
  blanks = 0;
  readonly kinds = new Map<Kind, number>();
  readonly fields = new Map<string, FieldStatistics>();
  element: FieldStatistics | undefined;
  /** The object has more field names than objects of one shape do. */
  isMap = false;
  /** Numbers that lose digits as a double. */
  inexact = 0;
  /** Numbers with more than two digits behind the point. */
  beyondCents = 0;
  private readonly forms = new Map<Form, number>();
  private values: Set<string> | undefined = new Set();
  private isCapped = false;

  /** @param isOnce a record has the field at most once: it may be its key */
  constructor(
    private readonly isOnce: boolean,
    private readonly isId = false,
    private readonly depth = 0,
  ) {}

  add(value: unknown): void {
    if (value === null || value === undefined) {
      this.nulls += 1;
      return;
    }
    this.present += 1;
    const kind = kindOf(value);
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (kind === 'object') this.addObject(value as Record<string, unknown>);
    else if (kind === 'list') this.addList(value as unknown[]);
    else this.addScalar(value as string | number | boolean, kind);
  }

  /** The number of texts of a form. */
  of(form: Form): number {
    return this.forms.get(form) ?? 0;
  }

  /** No value occurs twice; false where there are more values than are compared. */
  get isUnique(): boolean {
    return this.present > 0 && this.different === this.present;
  }

  /** The number of different values; undefined where it is not known. */
  get different(): number | undefined {
    return this.values === undefined || this.isCapped ? undefined : this.values.size;
  }

  private addObject(object: Readonly<Record<string, unknown>>): void {
    if (this.isMap || this.depth > DEEPEST) return;
    for (const [name, value] of Object.entries(object)) {
      let field = this.fields.get(name);
      if (field === undefined) {
        if (this.fields.size === MOST_FIELDS) {
          this.isMap = true;
          this.fields.clear();
          return;
        }
        field = new FieldStatistics(this.isOnce, isIdName(name), this.depth + 1);
        this.fields.set(name, field);
      }
      field.add(value);
    }
  }

  private addList(list: readonly unknown[]): void {
    if (this.depth > DEEPEST) return;
    this.element ??= new FieldStatistics(false, false, this.depth + 1);
    for (const one of list) this.element.add(one);
  }

  private addScalar(value: string | number | boolean, kind: Kind): void {
    if (typeof value === 'string') this.addText(value);
    if (typeof value === 'number') {
      if (kind === 'whole' && !Number.isSafeInteger(value)) this.inexact += 1;
      if (Math.abs(value * 100 - Math.round(value * 100)) > 1e-6) this.beyondCents += 1;
    }
    if (this.isOnce && kind !== 'boolean') this.compare(String(value));
  }

  private addText(text: string): void {
    if (text.trim() === '') {
      this.blanks += 1;
      return;
    }
    const sample = text.slice(0, LONGEST_FORM);
    const hasAt = sample.includes('@');
    for (const [form, pattern] of Object.entries(FORMS) as [Form, RegExp][]) {
      if (!hasAt && OF_AT.has(form)) continue;
      if (pattern.test(sample)) this.forms.set(form, (this.forms.get(form) ?? 0) + 1);
    }
  }

  /** Compares a value with those before; a field that is no id and repeats is no key any more. */
  private compare(value: string): void {
    if (this.values === undefined) return;
    if (value.length > LONGEST_KEY || (this.values.has(value) && !this.isId)) {
      this.values = undefined;
      return;
    }
    if (this.values.size >= MOST_KEYS) this.isCapped = true;
    else this.values.add(value);
  }
}

/** Names of ids: `id`, `deal_id`, `dealId`, `uuid`, `key`. */
export function isIdName(name: string): boolean {
  return (
    /(^|_)(id|uuid|guid|key|ref|number|no)$/i.test(name) || /[a-z](Id|ID|Key|Uuid)$/.test(name)
  );
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole' : 'fraction';
  return Array.isArray(value) ? 'list' : 'object';
}
