import type { Detail } from '../changes/detail';
import { block, code, html, inline } from './escape';
import type { ReportedChange } from './report';

const SIGNS: Readonly<Record<string, string>> = {
  create: '➕ create',
  update: '✏️ change',
  replace: '♻️ destroy and recreate',
  delete: '🗑️ destroy',
  forget: '👋 forget',
  move: '➡️ move',
  import: '📥 import',
};
/** More than this goes below a heading that opens. */
const FEW_LINES = 6;

/** One resource that changes: what it is, and below it what changes about it. */
export function changeBlock(change: ReportedChange): string {
  const items = [
    ...change.notes.map((note) => `- ${inline(note)}`),
    ...change.details.map(detailItem),
    ...(change.omittedDetails ? [`- and ${change.omittedDetails} more attributes`] : []),
  ];
  const sign = SIGNS[change.action] ?? change.action;
  const body = items.join('\n');
  const lines = body.split('\n').length;
  if (lines <= FEW_LINES) {
    const line = `${sign} ${code(change.address)} (${code(change.title)})`;
    return items.length > 0 ? `${line}\n${body}` : line;
  }
  const summary = `${sign} <code>${html(change.address)}</code> (<code>${html(change.title)}</code>), ${lines} lines`;
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** One changed attribute, as an item of a list. */
export function detailItem({ path, before, after, diff, omittedLines }: Detail): string {
  if (diff) {
    const more = omittedLines ? [`… ${omittedLines} more lines`] : [];
    return `- ${code(path)}\n${indented(block('diff', [...diff, ...more]))}`;
  }
  if (before === undefined) return `- ${code(path)}: ${code(after ?? '')}`;
  if (after === undefined) return `- ${code(path)}: ~~${code(before)}~~ removed`;
  return `- ${code(path)}: ${code(before)} → ${code(after)}`;
}

/** Within the item of a list. */
function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
