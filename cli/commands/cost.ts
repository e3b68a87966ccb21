/** `lakehouse cost`: the estimated cost of a plan's stack in a month at list price, and its change. */
import Table from 'cli-table3';
import { Command, Option } from 'commander';

import { withPlanErrors } from '../../deployment/plan-errors';
import type { Cost, CostComparison } from '../../review/cost/cost';
import { compareCost, comparePlans } from '../../review/cost/estimate';
import { difference, money, total } from '../../review/cost/show';
import { ReviewedPlan } from '../../review/plan/reviewed-plan';
import { settingsOf } from '../../review/review-plan';
import { planOf, settingsNamed } from '../plan-file';

interface CostOptions {
  readonly against?: string;
  readonly env?: string;
  readonly environment?: string;
  readonly json?: boolean;
  readonly estimates?: boolean;
}

export function costCommand(): Command {
  return new Command('cost')
    .description('estimate the cost of the stack of a plan in a month, in DBU and at list price')
    .argument('<plan.json>', 'of `terraform show -json <planfile>`; - reads standard input')
    .option(
      '--against <plan.json>',
      'compare with the result of another plan (default: with the deployed stack)',
    )
    .option('--env <name>', 'environment of the plan (default: the one with its catalog)')
    .addOption(new Option('--environment <name>', 'the same as --env').hideHelp())
    .option('--json', 'as one JSON line')
    .option('--estimates', 'what the saved query `cost: estimate against billed` takes, as JSON')
    .action((file: string, options: CostOptions) => withPlanErrors(() => cost(file, options)));
}

function cost(file: string, options: CostOptions): void {
  const plan = new ReviewedPlan(planOf(file));
  const settings = settingsOf(plan, settingsNamed(options.env ?? options.environment));
  const compared =
    options.against === undefined
      ? compareCost(plan, settings)
      : comparePlans(new ReviewedPlan(planOf(options.against)), plan, settings);
  if (options.estimates) {
    console.log(JSON.stringify(estimatesOf(compared)));
    return;
  }
  if (options.json) {
    console.log(
      JSON.stringify({
        environment: settings.environment,
        budget: settings.monthlyBudgetUsd ?? null,
        ...compared,
      }),
    );
    return;
  }
  print(compared);
  const { monthlyBudgetUsd: budget } = settings;
  if (budget !== undefined)
    console.log(`budget     ${money(budget)} a month (setting monthlyBudgetUsd)`);
}

function print({ lines, before, after, notes, sources }: CostComparison): void {
  if (lines.length > 0) {
    const table = new Table({
      head: ['resource', 'before', 'after', 'DBU', 'by'],
      colWidths: [null, null, null, null, 64],
      wordWrap: true,
      style: { head: [], border: [], compact: true },
    });
    for (const line of lines) {
      const by = line.after ?? line.before;
      table.push([
        line.address,
        cell(line.before),
        cell(line.after),
        (line.after?.dbu ?? 0).toFixed(0),
        [by?.basis, ...noPrice(by)].join('; '),
      ]);
    }
    console.log(table.toString());
  }
  console.log(`before     ${total(before)}`);
  console.log(`after      ${total(after)} (${difference(after.usd - before.usd)})`);
  for (const note of notes) console.log(note);
  for (const source of sources) console.log(`prices     ${source}`);
}

function cell(given: Cost | undefined): string {
  if (!given) return '';
  return given.missing.length > 0 ? `>= ${money(given.usd)}` : money(given.usd);
}

function noPrice(given: Cost | undefined): string[] {
  const missing = [...new Set(given?.missing ?? [])];
  return missing.length > 0 ? [`no price: ${missing.join(', ')}`] : [];
}

/** By kind and name, as the system tables know what was billed; what has no DBU is no estimate. */
function estimatesOf({ lines }: CostComparison): object[] {
  const kinds: Readonly<Record<string, string>> = {
    databricks_job: 'job',
    databricks_sql_endpoint: 'warehouse',
  };
  return lines.flatMap(({ address, title, after }) => {
    const kind = kinds[address.split('.')[0]!];
    return kind && after && after.missing.length === 0
      ? [{ kind, name: title, monthly_dbu: after.dbu }]
      : [];
  });
}
