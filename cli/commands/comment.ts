/** `lakehouse comment`: puts plan reviews on a pull request, as one comment that is updated. */
import { readFileSync } from 'node:fs';

import { Command } from 'commander';

import { CliError } from '../../client/errors';
import { azureDevopsComments } from '../comments/azure-devops';
import { comment, type PullRequestComments } from '../comments/comment';
import { githubComments } from '../comments/github';
import { gitlabComments } from '../comments/gitlab';

export function commentCommand(): Command {
  return new Command('comment')
    .description('put plan reviews on a pull request, as one comment that is updated')
    .argument('<files...>', 'reviews in Markdown, in their order')
    .requiredOption('--pull-request <number>', 'its number')
    .addHelpText(
      'after',
      `
Runs in a job of one of these CI systems, and reads its variables:
  GitHub Actions   GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL
  GitLab CI        GITLAB_TOKEN (a project access token), CI_API_V4_URL, CI_PROJECT_ID
  Azure DevOps     SYSTEM_ACCESSTOKEN, SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT, BUILD_REPOSITORY_ID`,
    )
    .action((files: string[], options: { pullRequest: string }) =>
      post(files, options.pullRequest),
    );
}

async function post(files: string[], number: string): Promise<void> {
  if (!/^[1-9]\d*$/.test(number)) {
    throw new CliError(
      `--pull-request: not a number, got ${number}. Specify the number of the pull request`,
    );
  }
  console.log(await comment(commentsOf(process.env, Number(number)), files.map(read)));
}

/** The comments of the CI system that the job runs in. */
function commentsOf(env: NodeJS.ProcessEnv, number: number): PullRequestComments {
  if (env.GITLAB_CI) return gitlabComments(env, number);
  return env.SYSTEM_COLLECTIONURI ? azureDevopsComments(env, number) : githubComments(env, number);
}

/** The text of a review. A missing review is reported: silence would look like an empty plan. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return `**There is no ${file.replace(/[`\n]/g, '')}: the plan failed. See the log of its job.**`;
  }
}
