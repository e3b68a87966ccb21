import type { Cost, CostComparison, CostLine } from '../cost/cost';
import { difference, money, total } from '../cost/show';
import { code, inline } from './escape';

/** The sum of a month and what the plan adds to it, and the head of the table below. */
export function costTitle({ before, after, notes }: CostComparison): string {
  const sum = `${total(after)} (${difference(after.usd - before.usd)})`;
  const head = `### Cost: ${inline(sum)}\n\n${notes.map(inline).join(' ')}`;
  return `${head}\n\n| resource | before | after | difference | by |\n| --- | ---: | ---: | ---: | --- |`;
}

/** One row for each resource whose cost changes; one for all others together. */
export function costRows({ lines }: CostComparison): string[] {
  const changed = lines.filter(isChanged);
  const others = lines.length - changed.length;
  const sum = lines
    .filter((line) => !isChanged(line))
    .reduce((all, { after }) => all + (after?.usd ?? 0), 0);
  return [
    ...changed.map(row),
    ...(others > 0 ? [`| ${others} that cost what they did | | ${inline(money(sum))} | | |`] : []),
  ];
}

function isChanged({ before, after }: CostLine): boolean {
  return before?.usd !== after?.usd || before?.missing.join() !== after?.missing.join();
}

function row({ address, before, after }: CostLine): string {
  const change = difference((after?.usd ?? 0) - (before?.usd ?? 0));
  const by = after ?? before;
  return `| ${code(address)} | ${cell(before)} | ${cell(after)} | ${inline(change)} | ${inline(by?.basis ?? '')}${missing(by)} |`;
}

function cell(cost: Cost | undefined): string {
  if (!cost) return '';
  return inline(cost.missing.length > 0 ? `at least ${money(cost.usd)}` : money(cost.usd));
}

function missing(cost: Cost | undefined): string {
  if (!cost || cost.missing.length === 0) return '';
  return `<br>no price: ${inline([...new Set(cost.missing)].join(', '))}`;
}
