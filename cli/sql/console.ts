/** `lakehouse sql` without a statement: statements typed at the terminal, each ended by a semicolon. */
import { createInterface, type Interface } from 'node:readline';

import { CliError } from '../../client/errors';
import type { Workspace } from '../../client/rest';
import { execute, type Result } from '../../client/statements';
import { Completion } from './completion';
import { readHistory, writeHistory } from './history';
import { jsonLines, rowCount, tableText } from './print';
import { splitTyped } from './statement-text';

const PROMPT = 'sql> ';
const CONTINUED = '  -> ';
const END = new Set(['exit', 'quit']);
const READS_ONLY = /^(select|with|show|describe|desc|explain|values)\b/i;

export interface ConsoleOptions {
  readonly warehouseId?: string;
  readonly catalog?: string;
  readonly parameters: Record<string, string>;
  /** Print rows as JSON lines. */
  readonly json?: boolean;
}

/** Streams of the console. The text of results and errors is not for the terminal to obey. */
export interface ConsoleStreams {
  readonly input: NodeJS.ReadableStream;
  /** Output of the line editor, with its controls. */
  readonly editor: NodeJS.WritableStream;
  readonly print: (text: string) => void;
  readonly printNote: (text: string) => void;
  /** @default - no history is stored */
  readonly historyFile?: string;
}

/** Runs the console until the end of the input, `exit` or `quit`. */
export async function sqlConsole(
  workspace: Workspace,
  options: ConsoleOptions,
  streams: ConsoleStreams,
): Promise<void> {
  await new SqlConsole(workspace, options, streams).run();
}

class SqlConsole {
  private readonly completion: Completion;
  private readonly editor: Interface;
  private history: string[];
  /** Text that is not a complete statement yet. */
  private typed = '';
  private running: AbortController | undefined;
  private isClosed = false;

  constructor(
    private readonly workspace: Workspace,
    private readonly options: ConsoleOptions,
    private readonly streams: ConsoleStreams,
  ) {
    this.completion = new Completion(workspace, options.catalog);
    this.history = readHistory(streams.historyFile);
    this.editor = createInterface({
      input: streams.input,
      output: streams.editor,
      terminal: true,
      history: [...this.history],
      historySize: 1000,
      completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
        this.completion.complete(line).then(
          (found) => done(null, found),
          () => done(null, [[], line]),
        );
      },
    });
  }

  async run(): Promise<void> {
    const { editor, streams } = this;
    // the editor shows the array that it works on
    editor.on('history', (history: string[]) => (this.history = history));
    editor.on('SIGINT', () => this.interrupt());
    editor.on('close', () => (this.isClosed = true));
    streams.printNote('A semicolon ends a statement. Tab completes names; exit ends the console.');
    this.prompt();
    try {
      for await (const line of editor) {
        if (this.typed === '' && END.has(line.trim().replace(/;$/, '').toLowerCase())) break;
        await this.take(line);
        this.prompt();
      }
    } finally {
      editor.close();
      writeHistory(streams.historyFile, this.history);
    }
  }

  private prompt(): void {
    if (this.isClosed) return;
    this.editor.setPrompt(this.typed.trim() === '' ? PROMPT : CONTINUED);
    // text that is typed ahead stays
    this.editor.prompt(true);
  }

  /** Ctrl-C cancels the statement that runs, or discards the text that is typed. */
  private interrupt(): void {
    if (this.running) {
      this.running.abort();
      return;
    }
    this.typed = '';
    this.streams.editor.write('^C\n');
    // empties the line
    this.editor.write(null, { ctrl: true, name: 'e' });
    this.editor.write(null, { ctrl: true, name: 'u' });
    this.prompt();
  }

  private async take(line: string): Promise<void> {
    const before = this.typed;
    const { statements, rest } = splitTyped(before === '' ? line : `${before}\n${line}`);
    this.typed = rest.trim() === '' ? '' : rest;
    if (before !== '' && statements.length > 0) this.joinHistory(before, line);
    for (const statement of statements) await this.execute(statement);
  }

  /** Replaces the lines of a statement by one entry, which can be repeated as a whole. */
  private joinHistory(before: string, line: string): void {
    const lines = [...before.split('\n'), line].map((one) => one.trim()).filter(Boolean);
    const isSingleLine = !lines.some((one) => one.includes('--'));
    const recent = this.history.slice(0, lines.length).reverse();
    if (!isSingleLine || recent.map((one) => one.trim()).join('\n') !== lines.join('\n')) return;
    this.history.splice(0, lines.length, lines.join(' '));
  }

  private async execute(statement: string): Promise<void> {
    const { warehouseId, catalog, parameters } = this.options;
    const started = Date.now();
    this.running = new AbortController();
    try {
      const { signal } = this.running;
      const request = { statement, warehouseId, catalog, parameters };
      this.show(await execute(this.workspace, request, signal), Date.now() - started);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      this.streams.printNote(`error: ${error.message}`);
    } finally {
      this.running = undefined;
      if (!READS_ONLY.test(statement)) this.completion.forget();
    }
  }

  private show(result: Result, milliseconds: number): void {
    const { print, printNote } = this.streams;
    const table = this.options.json ? jsonLines(result).join('\n') : tableText(result);
    if (table) print(table);
    printNote(`${rowCount(result)} in ${(milliseconds / 1000).toFixed(1)} s`);
  }
}
