/** Statements in text that is typed line by line. */

/** Strings, quoted names and comments: a semicolon in them ends no statement. An open one reaches the end. */
const OPAQUE =
  /'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|`[^`]*(?:`|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

export interface Typed {
  /** Complete statements, without their semicolons. */
  readonly statements: readonly string[];
  /** Text after the last semicolon. */
  readonly rest: string;
}

/** Splits text at the semicolons that end statements. */
export function splitTyped(text: string): Typed {
  const statements: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    OPAQUE.lastIndex = at;
    const opaque = OPAQUE.exec(text)?.[0];
    if (opaque !== undefined && opaque !== '') {
      at += opaque.length;
      continue;
    }
    at += 1;
    if (text[at - 1] !== ';') continue;
    statements.push(text.slice(start, at - 1).trim());
    start = at;
  }
  return { statements: statements.filter((one) => one !== ''), rest: text.slice(start) };
}
