/** Text of one JSON value, and the line that it begins on. */
export interface JsonText {
  readonly text: string;
  readonly line: number;
}

/** The text is no sequence of JSON values; the message has no part of it. */
export class NotJson extends Error {
  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(problem);
  }
}

/** Characters of one value: what is longer is no document, and would be in memory at once. */
const LONGEST = 64_000_000;

/**
 * Splits text that arrives in chunks into its JSON values: the elements of a list at the top, or the
 * values one after the other. Brackets and strings decide alone: the values are parsed by the caller.
 */
export class JsonValues {
  /** The text is a list; undefined until its first character is read. */
  isList: boolean | undefined;

  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isClosed = false;
  /** A character of the value was read. */
  private isStarted = false;
  private line = 1;
  private firstLine = 1;
  private parts: string[] = [];
  private length = 0;

  *push(chunk: string): Generator<JsonText> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      if (code === LINE_FEED) this.line += 1;
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (code === BACKSLASH) this.isEscaped = true;
        else if (code === QUOTE) this.isInString = false;
        continue;
      }
      if (code === SPACE || code === LINE_FEED || code === RETURN || code === TAB) continue;
      if (this.isClosed) throw new NotJson(this.line, 'text after the end of the list');
      if (this.isList === undefined) {
        this.isList = code === OPEN_LIST;
        if (this.isList) {
          from = at + 1;
          continue;
        }
      }
      if (!this.isStarted) {
        this.isStarted = true;
        this.firstLine = this.line;
      }
      if (code === QUOTE) this.isInString = true;
      else if (code === OPEN || code === OPEN_LIST) this.depth += 1;
      else if (code === COMMA && this.depth === 0) {
        if (!this.isList) throw new NotJson(this.line, 'a comma between values');
        yield this.taken(chunk.slice(from, at));
        from = at + 1;
      } else if (code === CLOSE || code === CLOSE_LIST) {
        if (this.depth === 0) {
          if (!this.isList || code === CLOSE) throw new NotJson(this.line, 'a bracket too many');
          this.isClosed = true;
          const last = this.taken(chunk.slice(from, at));
          if (last.text !== '') yield last;
          from = at + 1;
          continue;
        }
        this.depth -= 1;
        if (this.depth === 0 && !this.isList) {
          yield this.taken(chunk.slice(from, at + 1));
          from = at + 1;
        }
      }
    }
    this.add(chunk.slice(from));
  }

  /** The last value of a text that ends without a bracket. @throws NotJson where it ends too soon */
  *end(): Generator<JsonText> {
    const isOpen = this.isInString || this.depth > 0 || (this.isList === true && !this.isClosed);
    if (isOpen) throw new NotJson(this.line, 'the text ends inside a value');
    const last = this.taken('');
    if (last.text !== '') yield last;
  }

  private add(part: string): void {
    if (!this.isStarted) return;
    this.parts.push(part);
    this.length += part.length;
    if (this.length > LONGEST) {
      throw new NotJson(this.firstLine, `a value of more than ${LONGEST / 1e6} million characters`);
    }
  }

  private taken(last: string): JsonText {
    this.add(last);
    const text = this.parts.join('').trim();
    this.parts = [];
    this.length = 0;
    this.isStarted = false;
    return { text, line: this.firstLine };
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
