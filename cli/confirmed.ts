import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal; where there is none, the answer is no. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [yes/no] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
