/** A plan that a command is given: a file, or standard input. */
import { readFileSync } from 'node:fs';

import { CliError } from '../client/errors';
import { settingsOf } from '../deployment/named-environment';
import type { LakehouseSettings } from '../environments/settings';
import { HOW_TO, readPlan } from '../review/plan/read-plan';
import type { TerraformPlan } from '../review/plan/terraform-plan';

/** @param file its path, or `-` for standard input */
export function planOf(file: string): TerraformPlan {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new CliError(`plan: not a readable file, got ${file} (${code}; ${HOW_TO})`);
  }
  return readPlan(bytes, file === '-' ? 'standard input' : file);
}

/** The settings of an environment, by its name. @param name undefined where the plan itself says */
export function settingsNamed(name: string | undefined): LakehouseSettings | undefined {
  return name === undefined ? undefined : settingsOf(name, '--env');
}
