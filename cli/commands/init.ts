/** `lakehouse init`: writes the settings of a new environment, and adds it to those that are deployed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Command, Option } from 'commander';

import { CliError } from '../../client/errors';
import { PROJECT } from '../../client/home';
import { problemsOf } from '../../environments/settings';
import { answersOf, type Ask, atTerminal } from '../init/ask';
import { type Answers, QUESTIONS } from '../init/questions';
import { LEFT_OUT_OF_FREE, settingsOf } from '../init/settings';
import {
  deployedNames,
  deployedSource,
  isExportable,
  sourceOf,
  withEnvironment,
} from '../init/source';
import { keyValue } from './run';

interface InitOptions {
  readonly answers?: string;
  readonly set: Record<string, string>;
  readonly free?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly folder: string;
}

export function initCommand(): Command {
  const keys = QUESTIONS.map(({ key, text }) => `  ${key.padEnd(20)} ${text}`).join('\n');
  return new Command('init')
    .description('write the settings of a new environment, by asking')
    .option('--answers <file>', 'JSON file of answers, by question')
    .option('--set <question=answer>', 'answer one question; may be given again', keyValue, {})
    .option('--free', 'for a workspace of the Free Edition; the same as --set edition=free')
    .option('--yes', 'ask nothing: defaults answer what is not given')
    .option('--force', 'overwrite the file of an environment that is there')
    .addOption(
      new Option('--folder <path>', 'folder of the environments')
        .default(join(PROJECT, 'environments'), 'environments/')
        .hideHelp(),
    )
    .addHelpText('after', `\nQuestions:\n${keys}`)
    .action((options: InitOptions) => init(options));
}

async function init(options: InitOptions): Promise<void> {
  const given = {
    ...answersIn(options.answers),
    ...options.set,
    ...(options.free && { edition: 'free' }),
  };
  const written = options.yes
    ? await write(options, await answersOf(given))
    : await atTerminal(async (ask) => write(options, await answersOf(given, ask), ask));
  console.log(written);
}

/** @throws CliError with nothing written where a setting is wrong or the file is there */
async function write(options: InitOptions, answers: Answers, ask?: Ask): Promise<string> {
  const settings = settingsOf(answers);
  const problems = problemsOf(settings);
  if (problems.length > 0) throw new CliError(`nothing was written: ${problems.join('; ')}`);
  const before = deployedSource(options.folder);
  const file = join(options.folder, `${settings.environment}.ts`);
  // an import of ./settings would find the file in place of the folder
  const isFolder = existsSync(join(options.folder, settings.environment));
  const isOther =
    isFolder || (existsSync(file) && !deployedNames(before).includes(settings.environment));
  if (isOther || !isExportable(settings.environment)) {
    throw new CliError(
      `\`name\`: a word of TypeScript or an existing file of environments/, got ${settings.environment}. Choose another name`,
    );
  }
  if (existsSync(file) && !options.force) {
    const answer = await ask?.(`${file} is there. Overwrite it? (yes, no) [no]: `);
    if (answer !== 'yes') {
      throw new CliError(`nothing was written: ${file} is there (--force overwrites it)`);
    }
  }
  const deployed = join(options.folder, 'deployed.ts');
  const source = await sourceOf(settings);
  const list = await withEnvironment(before, settings.environment);
  writeFileSync(file, source);
  writeFileSync(deployed, list);
  const name = settings.environment;
  const leftOut =
    answers.edition === 'free'
      ? ['Left out in the Free Edition:', ...LEFT_OUT_OF_FREE.map((one) => `  ${one}`)]
      : [];
  return [
    ...leftOut,
    `wrote ${relative(process.cwd(), file)}, and added it to ${relative(process.cwd(), deployed)}. Next:`,
    `  npx lakehouse doctor --env ${name}`,
    `  node_modules/.bin/cdktf deploy lakehouse-${name}`,
  ].join('\n');
}

function answersIn(file: string | undefined): Answers {
  if (file === undefined) return {};
  let answers: unknown;
  try {
    answers = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`--answers: not a JSON file, got ${file} (${(error as Error).message})`);
  }
  const isFlat =
    typeof answers === 'object' &&
    answers !== null &&
    !Array.isArray(answers) &&
    Object.values(answers).every((answer) => typeof answer === 'string');
  if (!isFlat) throw new CliError(`--answers: not a JSON object of strings, got ${file}`);
  return answers as Answers;
}
