/** Answers: given with the command, or asked for at the terminal one by one. */
import { createInterface } from 'node:readline/promises';

import { CliError } from '../../client/errors';
import { dialog, visible } from '../../client/terminal';
import { type Answers, problemOf, type Question, QUESTIONS } from './questions';

/** Asks one question. @returns what was typed, without spaces around it */
export type Ask = (question: string) => Promise<string>;

/**
 * The answer to every question that is to be asked.
 * @param given answers that are known; a wrong one is an error, and is not asked for again
 * @param ask asks for those that are not given. @default - the question's fallback answers
 */
export async function answersOf(given: Answers, ask?: Ask): Promise<Answers> {
  const unknown = Object.keys(given).filter((key) => !QUESTIONS.some((one) => one.key === key));
  const problems = unknown.map((key) => `\`${key}\` is not a question`);
  const answers: Record<string, string> = {};
  for (const question of QUESTIONS) {
    const { key, when, fallback } = question;
    // a wrong answer decides nothing: the questions that hang on it are not asked
    if (problems.length > 0 && when) continue;
    if (when && !when(answers)) {
      if (given[key] !== undefined) problems.push(`\`${key}\` is not asked for these answers`);
      continue;
    }
    const isKnown = given[key] !== undefined;
    if (!isKnown && ask) {
      answers[key] = await askUntilSound(question, answers, ask);
      continue;
    }
    const answer = given[key] ?? (problems.length === 0 ? fallback?.(answers) : fallback && '');
    if (answer === undefined) {
      problems.push(`\`${key}\` must be given: ${question.text}`);
      continue;
    }
    const problem = isKnown || problems.length === 0 ? problemOf(question, answer) : undefined;
    if (problem) problems.push(problem);
    answers[key] = answer;
  }
  if (problems.length > 0) throw new CliError(problems.join('; '));
  return answers;
}

async function askUntilSound(question: Question, answers: Answers, ask: Ask): Promise<string> {
  const fallback = question.fallback?.(answers);
  const choices = question.choices ? ` (${question.choices.join(', ')})` : '';
  for (;;) {
    const shown = fallback ? ` [${fallback}]` : '';
    const typed = await ask(`${question.text}${choices}${shown}: `);
    const answer = typed === '' ? (fallback ?? '') : typed;
    const problem = problemOf(question, answer);
    if (!problem) return answer;
    process.stderr.write(`  ${problem}\n`);
  }
}

/** Runs `work` with the terminal to ask at. @throws CliError where the input ends first */
export async function atTerminal<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new CliError('nothing was written: no more answers')));
  });
  // it is raced below; on its own it must not end the process
  ended.catch(() => {});
  try {
    const ask: Ask = async (text) => {
      const answer = dialog(() => Promise.race([terminal.question(visible(text)), ended]));
      return (await answer).trim();
    };
    return await work(ask);
  } finally {
    terminal.close();
  }
}
