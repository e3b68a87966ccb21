/** `lakehouse review`: changes, access changes, cost and findings of a plan; the exit code is the verdict. */
import { writeFileSync } from 'node:fs';

import { Command, Option } from 'commander';

import { type CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { Workspace } from '../../client/rest';
import { documentationBase } from '../../deployment/documentation';
import { gitSources } from '../../deployment/git-sources';
import { withPlanErrors } from '../../deployment/plan-errors';
import { rowsAtStake } from '../../deployment/rows-at-stake';
import { workspaceOf } from '../../deployment/workspace';
import type { LakehouseSettings } from '../../environments/settings';
import { ReviewedPlan } from '../../review/plan/reviewed-plan';
import type { TerraformPlan } from '../../review/plan/terraform-plan';
import { externalPolicies } from '../../review/policies/external-policies';
import { parseOverride } from '../../review/policies/findings';
import { type Format, FORMATS, formatted } from '../../review/report/formats';
import { LONGEST_COMMENT } from '../../review/report/markdown';
import type { Report } from '../../review/report/report';
import { reviewPlan } from '../../review/review-plan';
import type { Stake } from '../../review/stake/stake';
import { tablesAtStake } from '../../review/stake/tables-at-stake';
import { warehouseOption, withCredentials } from '../options';
import { planOf, settingsNamed } from '../plan-file';

/** Exit code where a policy blocks the plan; 1 is for a plan that cannot be reviewed. */
const BLOCKED = 2;

interface PlanReviewOptions extends CredentialOptions {
  readonly workspace?: boolean;
  readonly warehouse?: string;
  readonly env?: string;
  readonly environment?: string;
  readonly format: readonly Format[];
  readonly out: readonly string[];
  readonly json?: string;
  readonly base?: string;
  readonly override: readonly string[];
  readonly policies?: string;
  readonly docsUrl?: string;
  readonly limit: number;
}

const collect = <T>(value: T, all: readonly T[]): T[] => [...all, value];

export function reviewCommand(): Command {
  return withCredentials(new Command('review'))
    .addOption(warehouseOption())
    .description('review a plan: changes, access changes, cost, and the policies that block it')
    .argument(
      '<plan.json>',
      'of `terraform show -json <planfile>` or `databricks bundle plan -o json`; - reads standard input',
    )
    .option('--env <name>', 'environment of the plan (default: the one with its catalog)')
    .addOption(new Option('--environment <name>', 'the same as --env').hideHelp())
    .addOption(
      new Option('--format <format>', `format of the report: ${FORMATS.join(', ')}; repeatable`)
        .argParser((value, all: readonly Format[] = []) => collect(formatOf(value), all))
        .default([], 'markdown'),
    )
    .option(
      '--out <file>',
      'file for the report, one for each --format (default: standard output)',
      collect<string>,
      [],
    )
    .option('--json <file>', 'also write the report to a file as JSON')
    .option('--base <commit>', 'the deployed commit: shows the changes within deployed files')
    .option(
      '--override <policy[@address]=reason>',
      'let the findings of a policy pass; repeatable',
      collect<string>,
      [],
    )
    .option(
      '--workspace',
      'query the workspace for rows, size, age and readers of destroyed tables',
    )
    .option('--policies <folder>', 'also apply the policies in a folder (default: the setting)')
    .option('--docs-url <url>', "URL of the repository's files, for links to the documentation")
    .option('--limit <characters>', 'the longest Markdown', characters, LONGEST_COMMENT)
    .addHelpText(
      'after',
      `
Exit codes: 0 no policy blocks the plan, 2 a policy does, 1 it could not be reviewed.

  terraform show -json plan.tfplan | npx lakehouse review - --json review.json
  npx lakehouse review plan.json --format sarif --out review.sarif --format junit --out review.xml
  npx lakehouse review plan.json --override "retention-lowered=agreed with the data protection officer"`,
    )
    .action((file: string, options: PlanReviewOptions) => review(file, options));
}

async function review(file: string, options: PlanReviewOptions): Promise<void> {
  const outputs = outputsOf(options);
  const settings = settingsNamed(options.env ?? options.environment);
  const folder = options.policies ?? settings?.reviewPolicies;
  const plan = withPlanErrors(() => planOf(file));
  const stakes = options.workspace ? await stakesOf(plan, settings, options) : undefined;
  const report = withPlanErrors(() =>
    reviewPlan(plan, {
      settings,
      overrides: options.override.map(parseOverride),
      sources: options.base === undefined ? undefined : gitSources(options.base),
      policies: folder === undefined ? [] : externalPolicies(folder),
      stakes,
      documentationBase: options.docsUrl ?? documentationBase(process.env),
    }),
  );
  for (const output of outputs) print(report, output, { limit: options.limit, planFile: file });
  if (report.blocked) process.exitCode = BLOCKED;
}

/** The rows that the plan destroys, as the workspace of the plan reports them. */
async function stakesOf(
  plan: TerraformPlan,
  settings: LakehouseSettings | undefined,
  options: PlanReviewOptions,
): Promise<Stake[]> {
  const atStake = withPlanErrors(() => tablesAtStake(new ReviewedPlan(plan).resources));
  if (atStake.length === 0) return [];
  const isNamed = options.home !== undefined || options.profile !== undefined;
  const workspace =
    isNamed || settings === undefined || settings.cloud === 'local'
      ? new Workspace(credentials(options))
      : await workspaceOf(settings);
  return rowsAtStake(workspace, atStake, options.warehouse ?? process.env.DATABRICKS_WAREHOUSE_ID);
}

interface Output {
  readonly format: Format;
  /** @default - standard output */
  readonly file?: string;
}

/** The files to write, JSON first: a page that cannot be written must not cost the data. */
function outputsOf({ format, out, json }: PlanReviewOptions): Output[] {
  const formats = format.length === 0 ? (['markdown'] as const) : format;
  if (out.length > formats.length || (formats.length > 1 && out.length !== formats.length)) {
    throw new CliError(
      `--out: each --format needs one file, got ${formats.length} formats and ${out.length} files. Add --format or --out`,
    );
  }
  return [
    ...(json === undefined ? [] : [{ format: 'json', file: json } as const]),
    ...formats.map((one, i) => ({ format: one, file: out[i] })),
  ];
}

function print(
  report: Report,
  { format, file }: Output,
  options: { readonly limit: number; readonly planFile: string },
): void {
  const text = formatted(report, format, options);
  if (file === undefined) process.stdout.write(text);
  else write(file, text);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(`--out: the file is not writable, got ${file} (${code})`);
  }
}

function formatOf(text: string): Format {
  const format = FORMATS.find((one) => one === text);
  if (format === undefined) {
    throw new CliError(`--format: unknown format, got ${text}. Use one of ${FORMATS.join(', ')}`);
  }
  return format;
}

function characters(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 5_000) {
    throw new CliError(`--limit: not a whole number of at least 5000, got ${text}`);
  }
  return number;
}
