/** Checks of a machine and a workspace: each finds something out, and knows what to do about it. */
import { CliError } from '../../client/errors';
import type { Context } from './context';

/** Result of one check. */
export interface Finding {
  /** `warn` lets a deployment go on; `skip` says that nothing was found out. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  /** Observed state. */
  readonly detail: string;
  /** Remedy. @default - none is needed */
  readonly remedy?: string;
}

export interface Check {
  readonly name: string;
  /** Checks that have to be `ok` or `warn` before this one makes sense. @default - none */
  readonly needs?: readonly string[];
  run(context: Context): Finding | Promise<Finding>;
}

export interface Report extends Finding {
  readonly name: string;
}

export const ok = (detail: string): Finding => ({ status: 'ok', detail });
export const skip = (detail: string): Finding => ({ status: 'skip', detail });
export const warn = (detail: string, remedy: string): Finding => ({
  status: 'warn',
  detail,
  remedy,
});
export const fail = (detail: string, remedy: string): Finding => ({
  status: 'fail',
  detail,
  remedy,
});

/**
 * Runs every check, in order. A check that needs a failed one is skipped; a check that throws
 * has failed: an unexpected answer is no sign of health.
 */
export async function examine(checks: readonly Check[], context: Context): Promise<Report[]> {
  const reports: Report[] = [];
  for (const check of checks) {
    const missing = (check.needs ?? []).find((name) =>
      reports.some((one) => one.name === name && ['fail', 'skip'].includes(one.status)),
    );
    const finding = missing
      ? skip(`not asked, for want of: ${missing}`)
      : await attempt(check, context);
    reports.push({ name: check.name, ...finding });
  }
  return reports;
}

async function attempt(check: Check, context: Context): Promise<Finding> {
  try {
    return await check.run(context);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return fail(error.message, 'see what the workspace says, and whether this account may ask it');
  }
}
