/**
 * SQL types by their meaning. Names and aliases are those of the Databricks SQL language reference,
 * "Data types".
 */
const ALIASES: Readonly<Record<string, string>> = {
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  real: 'float',
  dec: 'decimal',
  numeric: 'decimal',
  character: 'char',
  timestamp_ltz: 'timestamp',
  null: 'void',
};
const SIMPLE = new Set([
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'boolean',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'void',
  'variant',
]);
const TOKEN = /\s*(`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|[A-Za-z_0-9]+|[<>(),:])/y;

/** A type in one spelling, or undefined for text that is no SQL type. */
export function canonicalType(text: string): string | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const parser = new TypeParser(tokens);
  const type = parser.type();
  return type !== undefined && parser.isAtEnd ? type : undefined;
}

/** Returns whether two texts are the same type. A text that is no type is the same as itself only. */
export function isSameType(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [canonicalType(a), canonicalType(b)];
  return left !== undefined && left === right;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    tokens.push(match[1] as string);
  }
  return tokens;
}

class TypeParser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  type(): string | undefined {
    const word = this.word();
    if (word === undefined) return undefined;
    const name = ALIASES[word] ?? word;
    if (SIMPLE.has(name)) return this.withCollation(name);
    switch (name) {
      case 'decimal':
        return this.decimal();
      case 'varchar':
      case 'char': {
        const [length] = this.numbers() ?? [];
        return length === undefined ? undefined : this.withCollation(`${name}(${length})`);
      }
      case 'array': {
        const items = this.nested(() => this.type());
        return items?.length === 1 ? `array<${items[0]}>` : undefined;
      }
      case 'map': {
        const items = this.nested(() => this.type());
        return items?.length === 2 ? `map<${items.join(',')}>` : undefined;
      }
      case 'struct': {
        const fields = this.nested(() => this.field());
        return fields && `struct<${fields.join(',')}>`;
      }
      case 'interval':
        return this.interval();
      default:
        return undefined;
    }
  }

  /** Only a string has a collation; the default one changes nothing. */
  private withCollation(type: string): string | undefined {
    if (!this.take('collate')) return type;
    const name = this.word();
    if (name === undefined || !/^(string|varchar|char)/.test(type)) return undefined;
    return name === 'utf8_binary' ? type : `${type} collate ${name}`;
  }

  private decimal(): string | undefined {
    if (this.tokens[this.at] !== '(') return 'decimal(10,0)';
    const [precision, scale = 0, ...more] = this.numbers() ?? [];
    return precision === undefined || more.length > 0
      ? undefined
      : `decimal(${precision},${scale})`;
  }

  private interval(): string | undefined {
    const from = this.word();
    if (from === undefined) return undefined;
    return this.take('to') ? `interval ${from} to ${this.word() ?? from}` : `interval ${from}`;
  }

  private field(): string | undefined {
    const name = this.name();
    this.take(':');
    const type = this.type();
    if (name === undefined || type === undefined) return undefined;
    const isRequired = this.take('not') && this.take('null');
    // a comment is no part of the type
    if (this.take('comment')) this.at += 1;
    return `${name}:${type}${isRequired ? ' not null' : ''}`;
  }

  private nested(item: () => string | undefined): string[] | undefined {
    if (!this.take('<')) return undefined;
    const items: string[] = [];
    if (this.take('>')) return items;
    do {
      const one = item();
      if (one === undefined) return undefined;
      items.push(one);
    } while (this.take(','));
    return this.take('>') ? items : undefined;
  }

  private numbers(): number[] | undefined {
    if (!this.take('(')) return undefined;
    const numbers: number[] = [];
    do {
      const word = this.word();
      if (word === undefined || !/^\d+$/.test(word)) return undefined;
      numbers.push(Number(word));
    } while (this.take(','));
    return this.take(')') ? numbers : undefined;
  }

  private word(): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !/^\w+$/.test(token)) return undefined;
    this.at += 1;
    return token.toLowerCase();
  }

  /** Names of fields are the same in any case, as names of columns are. */
  private name(): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !/^[\w`]/.test(token)) return undefined;
    this.at += 1;
    return token.replace(/^`|`$/g, '').replaceAll('``', '`').toLowerCase();
  }

  private take(token: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== token) return false;
    this.at += 1;
    return true;
  }
}
