/** `lakehouse review`: what a plan does, as Markdown and JSON; the exit code says whether it may pass. */
import { writeFileSync } from 'node:fs';

import { Command } from 'commander';

import { parseOverride } from '../../review/policies/findings';
import { LONGEST_COMMENT, markdown } from '../../review/report/markdown';
import { reviewPlan } from '../../review/review-plan';
import { CliError } from '../../client/errors';
import { planOf, settingsNamed } from '../plan-file';
import { withPlanErrors } from '../../deployment/plan-errors';
import { gitSources } from '../../deployment/git-sources';

/** What the process ends with where a policy stops the plan; 1 is for what could not be reviewed. */
const BLOCKED = 2;

interface PlanReviewOptions {
  readonly environment?: string;
  readonly out?: string;
  readonly json?: string;
  readonly base?: string;
  readonly override: readonly string[];
  readonly limit: number;
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('review a terraform plan: what it does, who gains what, which policies stop it')
    .argument('<plan.json>', 'of `terraform show -json <planfile>`; - reads standard input')
    .option('--environment <name>', 'whose plan it is (default: whose catalog it has)')
    .option('--out <file>', 'write the Markdown to a file (default: standard output)')
    .option('--json <file>', 'write all of the review to a file as JSON')
    .option('--base <commit>', 'the commit that is deployed: shows what changes within its files')
    .option(
      '--override <policy[@address]=reason>',
      'let the findings of a policy pass; may be given again',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option('--limit <characters>', 'the longest Markdown', characters, LONGEST_COMMENT)
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing stops the plan, 2 a policy does, 1 it could not be reviewed.

  terraform show -json plan.tfplan | npx lakehouse review - --json review.json
  npx lakehouse review plan.json --override "retention-lowered=agreed with the data protection officer"`,
    )
    .action((file: string, options: PlanReviewOptions) =>
      withPlanErrors(() => review(file, options)),
    );
}

function review(file: string, options: PlanReviewOptions): void {
  const report = reviewPlan(planOf(file), {
    settings: settingsNamed(options.environment),
    overrides: options.override.map(parseOverride),
    sources: options.base === undefined ? undefined : gitSources(options.base),
  });
  // the machine's copy first: a page that cannot be written must not cost it
  if (options.json !== undefined) write('--json', options.json, `${JSON.stringify(report)}\n`);
  const page = markdown(report, { limit: options.limit });
  if (options.out === undefined) process.stdout.write(page);
  else write('--out', options.out, page);
  if (report.blocked) process.exitCode = BLOCKED;
}

function write(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(`${option} must be a file that can be written, got: ${file} (${code})`);
  }
}

function characters(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 5_000) {
    throw new CliError(`--limit must be a whole number of at least 5000, got: ${text}`);
  }
  return number;
}
