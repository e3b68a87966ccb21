/** The type grammar of contracts: what Delta, the provider and Spark all spell alike. */
export type DataType =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'array'; readonly element: DataType }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] };

export interface StructField {
  readonly name: string;
  readonly type: DataType;
}

const SCALARS = new Set([
  'STRING',
  'BOOLEAN',
  'INT',
  'BIGINT',
  'DOUBLE',
  'DATE',
  'TIMESTAMP',
  'BINARY',
  'VARIANT',
]);
const TOKEN = /\s*(DECIMAL\(\d+,\d+\)|[A-Za-z_][A-Za-z0-9_]*|[<>:,])/y;

/** Parses a type, or throws an error that names it. */
export function parseType(text: string): DataType {
  const tokens = tokenize(text);
  const type = readType(tokens, text);
  if (tokens.length > 0) throw unknownType(text);
  return type;
}

/** The type written in Spark's DDL. */
export function formatType(type: DataType): string {
  switch (type.kind) {
    case 'scalar':
      return type.text;
    case 'array':
      return `ARRAY<${formatType(type.element)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((f) => `${f.name}: ${formatType(f.type)}`).join(', ')}>`;
  }
}

/**
 * The type as Unity Catalog reports it (`type_text`): lower case, no blanks. The provider compares
 * what is declared with what is reported letter by letter, so a table has to be declared so.
 */
export function catalogString(type: DataType): string {
  switch (type.kind) {
    case 'scalar':
      return type.text.toLowerCase();
    case 'array':
      return `array<${catalogString(type.element)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${catalogString(f.type)}`).join(',')}>`;
  }
}

/** The names of a struct's fields, or of the fields of an array's structs. */
export function fieldNames(type: DataType): readonly string[] {
  switch (type.kind) {
    case 'scalar':
      return [];
    case 'array':
      return fieldNames(type.element);
    case 'struct':
      return type.fields.map((f) => f.name);
  }
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw unknownType(text);
    tokens.push(token);
  }
  return tokens;
}

function readType(tokens: string[], text: string): DataType {
  const head = tokens.shift();
  if (head === 'ARRAY') {
    expectToken(tokens, '<', text);
    const element = readType(tokens, text);
    expectToken(tokens, '>', text);
    return { kind: 'array', element };
  }
  if (head === 'STRUCT') {
    expectToken(tokens, '<', text);
    const fields = [readField(tokens, text)];
    while (tokens[0] === ',') {
      tokens.shift();
      fields.push(readField(tokens, text));
    }
    expectToken(tokens, '>', text);
    return { kind: 'struct', fields };
  }
  if (head !== undefined && (SCALARS.has(head) || head.startsWith('DECIMAL('))) {
    return { kind: 'scalar', text: head };
  }
  throw unknownType(text);
}

function readField(tokens: string[], text: string): StructField {
  const name = tokens.shift();
  if (name === undefined || !/^[A-Za-z_]/.test(name)) throw unknownType(text);
  expectToken(tokens, ':', text);
  return { name, type: readType(tokens, text) };
}

function expectToken(tokens: string[], wanted: string, text: string): void {
  if (tokens.shift() !== wanted) throw unknownType(text);
}

function unknownType(text: string): Error {
  return new Error(`type: not known, got ${text}`);
}
