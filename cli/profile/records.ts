/** Records of sample files, read as streams: a file of any size needs the memory of one record. */
import { createReadStream } from 'node:fs';

import { CsvRows } from './csv-rows';
import { JsonValues, NotJson } from './json-values';

export type Format = 'json' | 'json lines' | 'csv';

const FORMATS: Readonly<Record<string, Format>> = {
  json: 'json',
  jsonl: 'json lines',
  ndjson: 'json lines',
  csv: 'csv',
  tsv: 'csv',
};

export interface ReadOptions {
  /** A record, with its fields by name. */
  readonly onRecord: (record: Readonly<Record<string, unknown>>) => void;
  /** A record that cannot be read. The problem has no part of its content. */
  readonly onProblem: (line: number, problem: string) => void;
  readonly onBytes: (bytes: number) => void;
}

/** A file, read to its end. */
export interface FileRead {
  /** The file is a list of records, and no document of a feed. */
  readonly isList: boolean;
}

/** The format of a file by the end of its name; undefined where none is known. */
export function formatOf(name: string): Format | undefined {
  return FORMATS[name.split('.').at(-1)!];
}

/** Reads all records of a file; what cannot be read is a problem, and never an exception. */
export async function readRecords(
  file: string,
  format: Format,
  options: ReadOptions,
): Promise<FileRead> {
  const parser = parserOf(format, options);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      options.onBytes(bytes.length);
      parser.push(decoder.decode(bytes, { stream: true }));
    }
    parser.push(decoder.decode());
    parser.end();
  } catch (error) {
    options.onProblem(parser.line(error), problemOf(error));
  }
  return { isList: parser.isList() };
}

interface Parser {
  push(text: string): void;
  end(): void;
  isList(): boolean;
  /** The line of an error. */
  line(error: unknown): number;
}

function parserOf(format: Format, options: ReadOptions): Parser {
  if (format === 'csv') return csvParser(options);
  if (format === 'json') return jsonParser(options);
  return lineParser(options);
}

function jsonParser(options: ReadOptions): Parser {
  const values = new JsonValues();
  return {
    push: (text) => {
      for (const value of values.push(text)) readJson(value.text, value.line, options);
    },
    end: () => {
      for (const value of values.end()) readJson(value.text, value.line, options);
    },
    isList: () => values.isList === true,
    line: (error) => (error instanceof NotJson ? error.line : 1),
  };
}

function lineParser(options: ReadOptions): Parser {
  let rest = '';
  let line = 0;
  const read = (text: string): void => {
    line += 1;
    if (text.trim() !== '') readJson(text, line, options);
  };
  return {
    push: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const one of lines) read(one);
    },
    end: () => read(rest),
    isList: () => false,
    line: () => line + 1,
  };
}

function csvParser(options: ReadOptions): Parser {
  const rows = new CsvRows();
  let header: readonly string[] | undefined;
  let last = 1;
  const read = (cells: readonly string[], line: number): void => {
    last = line;
    if (header === undefined) {
      header = cells.map((cell) => cell.trim());
      const isNamed = header.every((name, at) => name !== '' && header!.indexOf(name) === at);
      if (!isNamed) throw new Error('the header has a blank name, or one twice');
    } else if (cells.length === header.length) {
      // an empty cell is no value: CSV has no other spelling of it
      const values = header.map((name, at) => [name, cells[at] === '' ? null : cells[at]]);
      options.onRecord(Object.fromEntries(values) as Record<string, unknown>);
    } else {
      options.onProblem(line, `${cells.length} cells, and ${header.length} in the header`);
    }
  };
  return {
    push: (text) => {
      for (const { cells, line } of rows.push(text)) read(cells, line);
    },
    end: () => {
      for (const { cells, line } of rows.end()) read(cells, line);
    },
    isList: () => false,
    line: () => last,
  };
}

function readJson(text: string, line: number, options: ReadOptions): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // the message of the engine quotes the text
    options.onProblem(line, 'not JSON');
    return;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    options.onRecord(value as Record<string, unknown>);
  } else options.onProblem(line, 'JSON, but not an object');
}

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'not UTF-8';
  return code === undefined ? message : `not readable (${code})`;
}
