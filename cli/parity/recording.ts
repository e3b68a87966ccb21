/** Recordings of the answers of a workspace to the probes of the ledger, and their comparison. */
import { existsSync, readFileSync } from 'node:fs';

import type { Credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import type { LedgerEntry } from '../../parity/ledger';
import { different, notRun, type Outcome, same } from '../doctor/verify/outcome';
import type { Verification } from '../doctor/verify/verify';
import { type Probe, probesOf, type RecordedAnswer, send } from './probe';
import { shapeDifferences } from './shape';

export interface Recording {
  readonly version: 1;
  /** Day of the recording. */
  readonly recorded: string;
  /** `aws`, `azure`, `gcp` or `local`: the only property of the workspace that is stored. */
  readonly cloud: string;
  readonly answers: ReadonlyArray<Probe & RecordedAnswer>;
}

/** Suffixes of workspace hosts: https://docs.databricks.com/aws/en/workspace/workspace-details. */
const CLOUDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\.azuredatabricks\.(net|us|cn)$/, 'azure'],
  [/\.gcp\.databricks\.com$/, 'gcp'],
  [/\.databricks\.(com|us|mil)$/, 'aws'],
];

function cloudOf({ host }: Credentials): string {
  const name = new URL(host).hostname;
  return CLOUDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'local';
}

/** Sends all probes to a workspace, one after the other. */
export async function record(
  ledger: readonly LedgerEntry[],
  workspace: Credentials,
  now: Date,
): Promise<Recording> {
  const answers: Array<Probe & RecordedAnswer> = [];
  for (const probe of probesOf(ledger)) {
    answers.push({ ...probe, ...(await send(workspace, probe.request)) });
  }
  const recorded = now.toISOString().slice(0, 10);
  return { version: 1, recorded, cloud: cloudOf(workspace), answers };
}

/** Reads a recording. @throws CliError for a file that is none */
export function readRecording(file: string): Recording {
  if (!existsSync(file)) {
    throw new CliError(`${file}: no such recording. Run \`npx lakehouse parity record\` first`);
  }
  let found: Partial<Recording>;
  try {
    found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Recording>;
  } catch (error) {
    throw new CliError(`${file}: must be JSON: ${(error as Error).message}`);
  }
  if (found.version === 1 && Array.isArray(found.answers)) return found as Recording;
  throw new CliError(`${file}: must be a recording of version 1, got version ${found.version}`);
}

/** Sends the probes of a recording to a workspace, and compares each entry of the ledger. */
export async function compare(
  ledger: readonly LedgerEntry[],
  recording: Recording,
  workspace: Credentials,
): Promise<Verification[]> {
  const results: Verification[] = [];
  for (const { kind, match, local, reason } of ledger) {
    const recorded = recording.answers.filter(({ entry }) => entry === `${kind} ${match}`);
    if (recorded.length === 0) continue;
    const differences: string[] = [];
    for (const there of recorded) {
      const here = await send(workspace, there.request);
      differences.push(...answerDifferences(there, here).map((one) => `${there.request}: ${one}`));
    }
    results.push({ kind, subject: match, ...outcomeOf(differences, local, reason) });
  }
  return results;
}

/** A difference that the ledger documents is not run down again: it is expected. */
function outcomeOf(
  differences: readonly string[],
  local: LedgerEntry['local'],
  reason: string | undefined,
): Outcome {
  if (differences.length === 0) return same('all probes answer alike');
  const detail = differences.join('; ');
  if (local === 'same') return different(detail);
  return notRun(`${local}, as the ledger documents (${reason ?? ''}): ${detail}`);
}

/** Differences of an answer from the recorded one. A refused read proves nothing about the form. */
export function answerDifferences(there: RecordedAnswer, here: RecordedAnswer): string[] {
  const found: string[] = [];
  for (const part of ['status', 'error_code', 'message'] as const) {
    if (there[part] === here[part]) continue;
    found.push(`${part} is ${there[part] ?? 'absent'} there, ${here[part] ?? 'absent'} here`);
  }
  if (there.status !== here.status) return found;
  return [...found, ...shapeDifferences(there.shape ?? {}, here.shape ?? {})];
}
