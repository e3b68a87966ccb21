/** Text of a plan is anybody's text: in Markdown it must stay text. */

/** Characters that are not seen, or turn round how what follows is read. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
/** What Markdown, and GitHub's addition to it, reads as more than itself, wherever it stands in a line. */
const MARKDOWN =
  /[\\`*<>[\]|~&@#$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\.|^[-+=]/g;

/** Text with what cannot be seen in it shown by its code. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u{${character.charCodeAt(0).toString(16).padStart(4, '0')}}`,
  );
}

/** Text within a line of Markdown: no link, no mention, no HTML, no new line. */
export function inline(text: string): string {
  return visible(oneLine(text)).replace(MARKDOWN, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code span, whatever backticks are in the text; also within a table. */
export function code(text: string): string {
  const shown = visible(oneLine(text)).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code block, whatever is in the lines. */
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
