import type { LandedFile } from './defects';
import { type Deal, later, type Rep } from './documents';

/** Files of one record a line, with how many lines there are and how many break a rule. */
export interface Lines {
  readonly files: LandedFile[];
  readonly lines: number;
  readonly rejected: number;
}

/** Deals by month: every tenth was open before, and every twentieth arrives late and out of date. */
export function dealLines(deals: readonly Deal[]): Lines {
  const months = new Map<string, string[]>();
  const bad: string[] = [];
  deals.forEach((deal, index) => {
    const lines = [JSON.stringify(deal)];
    const before = {
      ...deal,
      outcome: 'open',
      amount: 0,
      updated_at: later(deal.updated_at, -3600),
    };
    if (index % 10 === 3) lines.unshift(JSON.stringify(before));
    if (index % 20 === 7) lines.push(JSON.stringify(before));
    if (index % 50 === 11) bad.push(JSON.stringify({ ...deal, outcome: 'undecided' }));
    if (index % 50 === 23) bad.push(JSON.stringify({ ...deal, deal_id: null }));
    if (index % 50 === 37) bad.push(JSON.stringify(deal).slice(0, 40));
    const month = deal.updated_at.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), ...lines]);
  });
  const files = [...months].map(([month, lines]) => linesFile(`deals/${month}.jsonl`, lines));
  if (bad.length > 0) files.push(linesFile('deals/import.jsonl', bad));
  const all = [...months.values()].reduce((n, lines) => n + lines.length, bad.length);
  return { files, lines: all, rejected: bad.length };
}

/** The directory of reps, and a later file in which some have changed teams and one has no id. */
export function repLines(reps: readonly Rep[], team: string): Lines {
  const moved = reps
    .filter((_, index) => index % 9 === 4)
    .map((rep) => ({ ...rep, team_id: team, updated_at: later(rep.updated_at, 30 * 86_400) }));
  const nobody = { ...reps[0], rep_id: null };
  const changes = [...moved, nobody].map((rep) => JSON.stringify(rep));
  return {
    files: [
      linesFile(
        'reps/reps.jsonl',
        reps.map((rep) => JSON.stringify(rep)),
      ),
      linesFile('reps/changes.jsonl', changes),
    ],
    lines: reps.length + changes.length,
    rejected: 1,
  };
}

function linesFile(path: string, lines: readonly string[]): LandedFile {
  return { path, body: lines.map((line) => `${line}\n`).join('') };
}
