import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { ReviewError } from '../plan/review-error';
import { POLICIES } from './index';
import type { Policy, Violation } from './policy';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const FILE = /\.(?:ts|cts|js|cjs)$/;

/**
 * The policies in the files of a folder: each file exports one or more, by any name. A file that does not
 * load, or exports no valid policy, is an error: a review must not pass because a policy is missing.
 * @throws ReviewError
 */
export function externalPolicies(folder: string): Policy[] {
  const files = filesOf(folder);
  if (files.length === 0) {
    throw new ReviewError(
      `policies: the folder has no policy file, got ${folder}. Add a .ts, .cts, .js or .cjs file`,
    );
  }
  const names = new Set(POLICIES.map(({ name }) => name));
  return files.flatMap((file) =>
    policiesIn(file).map((policy) => {
      if (names.has(policy.name)) {
        throw new ReviewError(
          `${file}: the name is the one of another policy, got ${policy.name}. Rename the policy`,
        );
      }
      names.add(policy.name);
      return guarded(policy, file);
    }),
  );
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => FILE.test(entry.name) && !/\.(?:test|d)\./.test(entry.name))
      .map(({ name }) => resolve(join(folder, name)))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ReviewError(
      `policies: the folder is not readable, got ${folder} (${code ?? 'unreadable'}). Name an existing folder`,
    );
  }
}

function policiesIn(file: string): Policy[] {
  let exported: unknown;
  try {
    exported = module.require(file);
  } catch (error) {
    throw new ReviewError(
      `${file}: the policy does not load, got ${reason(error)}. Repair the file`,
    );
  }
  const values = Object.values((exported ?? {}) as Record<string, unknown>).flat();
  const found = values.filter((value) => typeof value === 'object' && value !== null);
  if (found.length === 0) {
    throw new ReviewError(`${file}: the file exports no policy. Export one by name`);
  }
  return found.map((policy) => valid(policy as Partial<Policy>, file));
}

/** @throws ReviewError with the first field that is wrong */
function valid(policy: Partial<Policy>, file: string): Policy {
  const refuse = (field: keyof Policy, rule: string): never => {
    const got = JSON.stringify(policy[field]) ?? typeof policy[field];
    throw new ReviewError(`${file}: \`${field}\` of a policy must ${rule}, got ${got}`);
  };
  if (typeof policy.name !== 'string' || !NAME.test(policy.name)) {
    refuse('name', 'be in kebab-case');
  }
  if (policy.severity !== 'block' && policy.severity !== 'warn') {
    refuse('severity', 'be block or warn');
  }
  for (const field of ['rule', 'repair'] as const) {
    if (typeof policy[field] !== 'string' || policy[field] === '') refuse(field, 'be a sentence');
  }
  for (const field of ['documentation', 'scope'] as const) {
    const value = policy[field];
    if (value !== undefined && typeof value !== 'string') refuse(field, 'be text, or left out');
  }
  if (typeof policy.check !== 'function') refuse('check', 'be a function');
  return policy as Policy;
}

/** The policy, with an error of its check named by its file, and its violations checked. */
function guarded(policy: Policy, file: string): Policy {
  return {
    ...policy,
    documentation: policy.documentation ?? file,
    check: (context) => {
      let violations: unknown;
      try {
        violations = policy.check(context);
      } catch (error) {
        throw new ReviewError(
          `${file}: the check of ${policy.name} failed, got ${reason(error)}. Repair the policy`,
        );
      }
      const isValid =
        Array.isArray(violations) &&
        violations.every(
          (one: Partial<Violation> | undefined) =>
            typeof one?.address === 'string' && typeof one?.message === 'string',
        );
      if (!isValid) {
        throw new ReviewError(
          `${file}: the check of ${policy.name} returned no list of violations with address and message, got ${typeof violations}`,
        );
      }
      return violations as ReturnType<Policy['check']>;
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
