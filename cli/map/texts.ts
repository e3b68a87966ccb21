/** Texts of the files that a command names. */
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';

import { CliError } from '../../client/errors';

/** Returns the texts of files; `-` is standard input. */
export async function readTexts(files: readonly string[]): Promise<string[]> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new CliError('files: standard input more than once, got -. Name it once');
  }
  const texts: string[] = [];
  for (const file of files) texts.push(decoded(file, await bytesOf(file)));
  return texts;
}

async function bytesOf(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      `${file}: cannot be read, got ${code}. Name a file, or - for standard input`,
    );
  }
}

function decoded(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`${file}: not UTF-8. Convert the file to UTF-8`);
  }
}
