/**
 * Output of the commands, safe for a terminal. Data of a workspace may hold control characters, which
 * a terminal obeys: they move the cursor, set the title or reorder letters.
 */

type Stream = NodeJS.WriteStream;

/**
 * Control characters but line feed and tab, line separators, and those that change the direction of
 * text. A `\u` escape shows each; inside JSON text it also means the same character.
 */
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const originals = new Map<Stream, Stream['write']>();
let isTrusted = false;

/** The text with each character that a terminal obeys written as its escape: `\u001b`. */
export function visible(text: string): string {
  return text.replace(
    OBEYED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Makes all text that is written to a stream from now on visible. */
export function showControls(...streams: readonly Stream[]): void {
  for (const stream of streams) {
    if (originals.has(stream)) continue;
    const write: Stream['write'] = stream.write.bind(stream);
    originals.set(stream, write);
    stream.write = (chunk: string | Uint8Array, ...rest: []) =>
      write(typeof chunk === 'string' && !isTrusted ? visible(chunk) : chunk, ...rest);
  }
}

/** Writes controls of the command itself, such as those that clear a line. */
export function writeControls(stream: Stream, controls: string): void {
  (originals.get(stream) ?? stream.write.bind(stream))(controls);
}

/** Runs a dialog, whose controls the terminal has to obey: an editor of one line writes them. */
export async function dialog<T>(work: () => Promise<T>): Promise<T> {
  isTrusted = true;
  try {
    return await work();
  } finally {
    isTrusted = false;
  }
}
