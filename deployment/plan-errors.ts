import { CliError } from '../client/errors';
import { ReviewError } from '../review/plan/review-error';
import { withoutSecrets } from '../review/secrets/secret-value';

/** Runs work that reads a plan. @throws CliError with one line, in place of a ReviewError */
export function withPlanErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ReviewError ? new CliError(withoutSecrets(error.message)) : error;
  }
}
