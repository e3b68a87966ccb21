/** Options that commands about plans and deployments share. */
import { join } from 'node:path';

import { InvalidArgumentError, Option } from 'commander';

import { PROJECT } from '../client/home';
import { withPlanErrors } from '../deployment/plan-errors';
import { type Override, parseOverride } from '../review/policies/findings';

export const environmentOption = (): Option =>
  new Option('--env <name>', 'the environment, a file of environments/').makeOptionMandatory();

export const outOption = (): Option =>
  new Option('--out <folder>', "the plan's folder (default: .lakehouse-plans/<environment>)");

export const overrideOption = (): Option =>
  new Option(
    '--override <policy[@address]=reason>',
    'let the findings of a policy pass; may be given again',
  )
    .argParser((text: string, all: readonly Override[]) => [
      ...all,
      withPlanErrors(() => parseOverride(text)),
    ])
    .default([], 'none');

export const lockTimeoutOption = (): Option =>
  new Option('--lock-timeout <seconds>', 'how long to wait for a lock on the state')
    .argParser(seconds)
    .default(0);

/** Where the plan of an environment goes. */
export const planFolderOf = (environment: string, out?: string): string =>
  out ?? join(PROJECT, '.lakehouse-plans', environment);

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new InvalidArgumentError(`not a whole number of seconds, got ${text}`);
  }
  return value;
}
