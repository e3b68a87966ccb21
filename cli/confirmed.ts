import { createInterface } from 'node:readline/promises';

import { dialog, visible } from '../client/terminal';

/** Asks a question on the terminal; where there is none, the answer is no. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await dialog(() => terminal.question(`${visible(question)} [yes/no] `));
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
