/**
 * Formats of notebooks: source with a header line and marks between cells, and Jupyter.
 *
 * Sources: Databricks documentation, "Export and import Databricks notebooks" (header, COMMAND and
 * MAGIC lines of the source format); databricks-sdk-py tests/integration/test_workspace.py (an export
 * begins with the header although the imported source had none).
 */
import { isObject } from '../../../../rules/json';
import { invalidParameter } from '../../core/errors';
import { type JsonObject, objectIn, textIn } from '../../core/json';

/** Form of the source of a notebook language. */
interface SourceForm {
  readonly extension: string;
  /** Begin of a line comment. */
  readonly mark: string;
}

/** The languages of notebooks. A notebook has an extension on disk, so that tools know it. */
export const LANGUAGES: Readonly<Record<string, SourceForm>> = {
  PYTHON: { extension: '.py', mark: '#' },
  SQL: { extension: '.sql', mark: '--' },
  SCALA: { extension: '.scala', mark: '//' },
  R: { extension: '.r', mark: '#' },
};

const HEADER = 'Databricks notebook source';
const ANY_HEADER = new RegExp(`^(#|--|//) ${HEADER}`);
const SEPARATOR = 'COMMAND ----------';

/** Key of the metadata that Databricks writes into Jupyter notebooks. */
const METADATA = 'application/vnd.databricks.v1+notebook';

export function hasNotebookHeader(content: Buffer): boolean {
  return ANY_HEADER.test(content.subarray(0, 64).toString('utf8'));
}

/** The source of a notebook as exports have it: with the header line. */
export function withHeader(content: Buffer, language: string): Buffer {
  if (hasNotebookHeader(content)) return content;
  return Buffer.concat([Buffer.from(`${LANGUAGES[language]!.mark} ${HEADER}\n`), content]);
}

/** The lines of a cell without the marks of MAGIC lines, or undefined if it is a cell of code. */
function magicText(cell: string, mark: string): string | undefined {
  const magic = new RegExp(`^${mark} MAGIC ?`);
  const lines = cell.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => magic.test(line))) return undefined;
  return lines.map((line) => line.replace(magic, '')).join('\n');
}

function jupyterCell(cell: string, mark: string): JsonObject {
  const magic = magicText(cell, mark);
  const markdown = magic === undefined ? undefined : /^%md(?:-sandbox)?[ \t]*\n?/.exec(magic)?.[0];
  if (markdown !== undefined) {
    const source = lines(magic!.slice(markdown.length));
    return { cell_type: 'markdown', metadata: {}, source };
  }
  const source = lines(magic ?? cell);
  return { cell_type: 'code', execution_count: 0, metadata: {}, outputs: [], source };
}

/** Lines with their ends, as Jupyter stores text. */
function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** A notebook's source as a Jupyter notebook, without outputs. */
export function toJupyter(content: Buffer, language: string, name: string): Buffer {
  const { mark } = LANGUAGES[language]!;
  const source = withHeader(content, language).toString('utf8').replaceAll('\r\n', '\n');
  const body = source.slice(source.indexOf('\n') + 1);
  const cells = body
    .split(new RegExp(`^${mark} ${SEPARATOR}[ \\t]*$`, 'm'))
    .map((cell) => jupyterCell(cell.replace(/^\n+|\n+$/g, ''), mark));
  const notebook = {
    cells,
    metadata: {
      [METADATA]: { language: language.toLowerCase(), notebookName: name, widgets: {} },
      language_info: { name: language.toLowerCase() },
    },
    nbformat: 4,
    nbformat_minor: 0,
  };
  return Buffer.from(JSON.stringify(notebook));
}

function noJupyter(path: string, reason: string): Error {
  return invalidParameter(`Content of ${path}: must be a Jupyter notebook, got ${reason}`);
}

function languageOf(metadata: JsonObject, path: string): string {
  const name =
    textIn(objectIn(metadata, METADATA), 'language') ??
    textIn(objectIn(metadata, 'language_info'), 'name') ??
    textIn(objectIn(metadata, 'kernelspec'), 'language') ??
    'python';
  const language = name.toUpperCase();
  if (Object.hasOwn(LANGUAGES, language)) return language;
  throw noJupyter(path, `the language ${name}`);
}

function sourceCell(cell: unknown, mark: string, path: string): string {
  if (!isObject(cell)) throw noJupyter(path, 'a cell that is no object');
  const { source = '' } = cell;
  const text = Array.isArray(source) ? source.join('') : String(source);
  const isCode = cell.cell_type === 'code';
  if (isCode && !/^\s*%/.test(text)) return text;
  const magic = isCode ? text : `%md\n${text}`;
  return magic
    .split('\n')
    .map((line) => `${mark} MAGIC ${line}`.trimEnd())
    .join('\n');
}

/** The source and the language of a Jupyter notebook. */
export function fromJupyter(content: Buffer, path: string): { language: string; content: Buffer } {
  let notebook: unknown;
  try {
    notebook = JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw noJupyter(path, (error as Error).message);
  }
  if (!isObject(notebook) || !Array.isArray(notebook.cells)) throw noJupyter(path, 'no cells');
  const language = languageOf(objectIn(notebook, 'metadata'), path);
  const { mark } = LANGUAGES[language]!;
  const cells = notebook.cells.map((cell) => sourceCell(cell, mark, path));
  const source = `${mark} ${HEADER}\n${cells.join(`\n\n${mark} ${SEPARATOR}\n\n`)}\n`;
  return { language, content: Buffer.from(source) };
}
