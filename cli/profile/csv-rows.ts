/** Cells of one row, and the line that it begins on. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Separators of cells, the likeliest first. */
const SEPARATORS = [',', ';', '\t', '|'];

/** Splits text that arrives in chunks into the rows of a CSV file (RFC 4180). */
export class CsvRows {
  private separator: string | undefined;
  private head = '';
  private cells: string[] = [];
  private cell = '';
  private isQuoted = false;
  private wasQuoted = false;
  private isAfterQuote = false;
  private line = 1;
  private firstLine = 1;

  *push(chunk: string): Generator<CsvRow> {
    if (this.separator === undefined) {
      this.head += chunk;
      const first = firstLineOf(this.head);
      if (first === undefined) return;
      this.separator = separatorOf(first);
      yield* this.rows(this.head);
      this.head = '';
      return;
    }
    yield* this.rows(chunk);
  }

  /** The last row of a text that does not end with a line end. */
  *end(): Generator<CsvRow> {
    if (this.separator === undefined) {
      this.separator = separatorOf(this.head);
      yield* this.rows(this.head);
    }
    if (this.isQuoted && !this.isAfterQuote) throw new Error('the text ends inside quotes');
    if (this.cells.length > 0 || this.cell !== '' || this.wasQuoted) yield this.row();
  }

  private *rows(text: string): Generator<CsvRow> {
    for (const character of text) {
      if (character === '\n') this.line += 1;
      if (this.isQuoted) {
        if (this.isAfterQuote) {
          this.isAfterQuote = false;
          if (character === '"') {
            this.cell += '"';
            continue;
          }
          this.isQuoted = false;
        } else {
          if (character === '"') this.isAfterQuote = true;
          else this.cell += character;
          continue;
        }
      }
      if (character === this.separator) this.endCell();
      else if (character === '\n') {
        if (this.cell.endsWith('\r')) this.cell = this.cell.slice(0, -1);
        const isBlank = this.cells.length === 0 && this.cell === '' && !this.wasQuoted;
        if (!isBlank) yield this.row();
        this.firstLine = this.line;
      } else if (character === '"' && this.cell === '' && !this.wasQuoted) {
        this.isQuoted = true;
        this.wasQuoted = true;
      } else this.cell += character;
    }
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.wasQuoted = false;
  }

  private row(): CsvRow {
    this.endCell();
    const row = { cells: this.cells, line: this.firstLine };
    this.cells = [];
    return row;
  }
}

function firstLineOf(text: string): string | undefined {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === '\n' && !isQuoted) return text.slice(0, at);
  }
  return undefined;
}

/** The separator that the first line has most of, outside of quotes. */
function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((one) => bare.split(one).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}
