/** `lakehouse comment`: puts plan reviews on a pull request, as one comment that is updated. */
import { readFileSync } from 'node:fs';

import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { comment } from '../pull-request-comment';

export function commentCommand(): Command {
  return new Command('comment')
    .description('put plan reviews on a pull request of GitHub, as one comment that is updated')
    .argument('<files...>', 'reviews in Markdown, in their order')
    .requiredOption('--pull-request <number>', 'its number')
    .addHelpText(
      'after',
      '\nReads GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL, as a job of GitHub Actions has them.',
    )
    .action((files: string[], options: { pullRequest: string }) =>
      post(files, options.pullRequest),
    );
}

async function post(files: string[], number: string): Promise<void> {
  if (!/^[1-9]\d*$/.test(number)) {
    throw new CliError(`--pull-request must be a number, got: ${number}`);
  }
  const address = await comment(
    {
      api: process.env.GITHUB_API_URL ?? 'https://api.github.com',
      repository: required('GITHUB_REPOSITORY'),
      token: required('GITHUB_TOKEN'),
      number: Number(number),
    },
    files.map(read),
  );
  console.log(address);
}

/** A review that is missing is said to be: silence would pass for nothing to review. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return `**There is no ${file.replace(/[`\n]/g, '')}: the plan failed. See the log of its job.**`;
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new CliError(`${name} must be set, got: nothing`);
  return value;
}
