/** Escaping of texts from a plan, which any author may have written: in Markdown they stay text. */
import { visible } from './visible';

/** Characters with a meaning in Markdown or its GitHub extension, at any place in a line. */
const MARKDOWN =
  /[\\`*<>[\]|~&@#$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\.|^[-+=]/g;

/** Text within a line of Markdown: no link, no mention, no HTML, no new line. */
export function inline(text: string): string {
  return visible(oneLine(text)).replace(MARKDOWN, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code span around any text, also with backticks in it, and within a table. */
export function code(text: string): string {
  const shown = visible(oneLine(text)).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code block around any lines. */
export function block(language: string, lines: readonly string[]): string {
  const text = lines.map((line) => visible(oneLine(line)));
  const fence = '`'.repeat(Math.max(3, longestRun(text.join('\n')) + 1));
  return [`${fence}${language}`, ...text, fence].join('\n');
}

/** Text within HTML. */
export function html(text: string): string {
  return visible(oneLine(text)).replace(
    /[&<>"'`*_[\]@|\\~#]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
