import { structuredPatch } from 'diff';

/** Lines of a unified diff, and how many more there would be. */
export interface TextDiff {
  readonly lines: readonly string[];
  readonly omittedLines: number;
}

const CONTEXT = 3;
const LONGEST_LINE = 300;
/** Two texts that have less than this in common are better read one after the other. */
const MOST_EDITS = 4000;

/** A unified diff, cut after `mostLines`. */
export function textDiff(before: string, after: string, mostLines = 80): TextDiff {
  // that both end without a new line is nothing to read about
  const end = before.endsWith('\n') || after.endsWith('\n') ? '' : '\n';
  const patch = structuredPatch('', '', before + end, after + end, '', '', {
    context: CONTEXT,
    maxEditLength: MOST_EDITS,
  });
  const lines = patch
    ? patch.hunks.flatMap((hunk) => [
        `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
        ...hunk.lines,
      ])
    : [...marked('-', before), ...marked('+', after)];
  return {
    lines: lines.slice(0, mostLines).map(short),
    omittedLines: Math.max(0, lines.length - mostLines),
  };
}

/** JSON on many lines, so that a diff of it shows what changes; any other text as it is. */
export function readable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function marked(sign: string, text: string): string[] {
  return text.split('\n').map((line) => `${sign}${line}`);
}

function short(line: string): string {
  const more = line.length - LONGEST_LINE;
  return more > 0 ? `${line.slice(0, LONGEST_LINE)}… (${more} more characters)` : line;
}
