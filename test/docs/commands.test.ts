/** Commands of the Markdown pages: each named command, option, make target and npm script exists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from 'commander';

import { program } from '../../cli/main';
import { pages, PROJECT, text } from './pages';

const makefile = readFileSync(join(PROJECT, 'Makefile'), 'utf8');
const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target!);
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Returns the lines of fenced blocks and the code spans of a page, without comments. */
const code = (page: string) =>
  [...text(page).matchAll(/^ *```[^\n]*\n([\s\S]*?)^ *```|`([^`\n]+)`/gm)]
    .flatMap(([, block, span]) => (block ?? span!).split('\n'))
    .map((line) => line.trim().replace(/\s#\s.*/, ''));

/** Returns the words after each occurrence of `start`, up to the end of the shell command. */
const calls = (line: string, start: RegExp) =>
  [...line.matchAll(start)].map(({ index, 0: found }) =>
    line
      .slice(index + found.length)
      .split(/\s*(?:&&|\||;|>)\s*/)[0]!
      .split(/\s+/)
      .filter(Boolean),
  );

const lakehouse = program();
const LAKEHOUSE = /(?:^|\bnpx )lakehouse(?= [a-z-])/g;

/** Returns the parts of a call of `lakehouse` that its program does not have. */
function unknownParts(words: readonly string[], command: Command = lakehouse): string[] {
  const [name, ...rest] = words;
  const next = command.commands.find((one) => one.name() === name);
  if (next) return unknownParts(rest, next);
  if (command.commands.length > 0 && /^[a-z-]+$/.test(name ?? '') && !name!.startsWith('-')) {
    return [name!];
  }
  const known = ['--help', ...command.options.map(({ long }) => long)];
  return words
    .filter((word) => /^\[?--[a-z]/.test(word))
    .map((word) => word.replace(/^\[|[\]=,].*$/g, ''))
    .filter((option) => !known.includes(option));
}

const unknownCommands = (page: string) =>
  code(page).flatMap((line) => [
    ...calls(line, LAKEHOUSE).flatMap((words) => unknownParts(words)),
    ...calls(line, /^make(?= [a-z-])/g).flatMap(([target]) =>
      targets.includes(target!) ? [] : [`make ${target}`],
    ),
    ...calls(line, /\bnpm run (?:--silent )?(?=[a-z])/g).flatMap(([script]) =>
      script! in scripts ? [] : [`npm run ${script}`],
    ),
  ]);

const current = pages.filter((page) => page !== 'CHANGELOG.md');

describe('commands of Markdown pages', () => {
  it.each(current)('%s names existing ones only', (page) => {
    expect(unknownCommands(page)).toEqual([]);
  });

  it('are found with their options', () => {
    expect(current.flatMap(code).flatMap((line) => calls(line, LAKEHOUSE)).length).toBeGreaterThan(
      100,
    );
    expect(unknownParts(['restore', 'silver.deals', '--versions', '4'])).toEqual(['--versions']);
    expect(unknownParts(['undo'])).toEqual(['undo']);
    expect(unknownParts(['model', 'list'])).toEqual([]);
  });
});
