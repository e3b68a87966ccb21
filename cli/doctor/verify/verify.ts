/** Verification of a workspace against the parity ledger. */
import { CliError } from '../../../client/errors';
import type { LedgerEntry } from '../../../parity/ledger';
import { type Evidence, notRun, type Outcome } from './outcome';
import { PROBES } from './probes';

export interface Verification extends Outcome {
  readonly kind: LedgerEntry['kind'];
  /** The `match` of the entry. */
  readonly subject: string;
  /** The command that shows the behaviour where no probe did. @default - a probe ran */
  readonly command?: string;
}

/** Runs the probe of each entry with a `verify` command, in the order of the ledger. */
export async function verify(
  ledger: readonly LedgerEntry[],
  evidence: Evidence,
): Promise<Verification[]> {
  const results: Verification[] = [];
  for (const { kind, match, verify: command } of ledger) {
    if (command === undefined) continue;
    const outcome = await outcomeOf(`${kind} ${match}`, evidence);
    results.push({
      kind,
      subject: match,
      ...outcome,
      ...(outcome.status === 'not run' && {
        command: command.replaceAll('<name>', evidence.context.settings.environment),
      }),
    });
  }
  return results;
}

async function outcomeOf(key: string, evidence: Evidence): Promise<Outcome> {
  const signIn = evidence.reports.find(({ name }) => name === 'sign-in');
  if (signIn?.status !== 'ok') return notRun('no sign-in to the workspace');
  const probe = PROBES[key];
  if (probe === undefined) return notRun('no probe reads it');
  try {
    return await probe(evidence);
  } catch (error) {
    // an unexpected answer proves neither behaviour
    if (!(error instanceof CliError)) throw error;
    return notRun(error.message);
  }
}

const WIDTH = 'different'.length;

/** A line for each entry, below it the command where no probe ran, and the sums. */
export function describeVerification(results: readonly Verification[]): string {
  const lines = results.flatMap(({ status, subject, detail, command }) => [
    `${status.padEnd(WIDTH)}  ${subject}: ${detail.replace(/\s+/g, ' ')}`,
    ...(command === undefined ? [] : [`${' '.repeat(WIDTH)}  -> ${command}`]),
  ]);
  const count = (status: Outcome['status']): number =>
    results.filter((result) => result.status === status).length;
  const sums = `${count('same')} same, ${count('different')} different, ${count('not run')} not run`;
  return ['', 'Verification (docs/reference/parity.md):', ...lines, sums].join('\n');
}
