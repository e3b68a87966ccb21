/**
 * Limits of the lists of the Jobs API.
 *
 * Sources: REST reference, Jobs, List jobs and List runs (limits); the errors of larger offsets in
 * https://github.com/open-metadata/OpenMetadata/issues/33200 and
 * https://github.com/databricks/databricks-sdk-py/issues/278; no `has_more` from version 2.2 on:
 * https://github.com/open-metadata/OpenMetadata/pull/33204.
 */
import { invalidParameter } from '../../core/errors';
import { type Call, page } from '../../core/routes';

interface Limits {
  readonly limit: number;
  readonly offset: number;
}

export const JOB_LIMITS: Limits = { limit: 100, offset: 1000 };
export const RUN_LIMITS: Limits = { limit: 25, offset: 10_000 };

const DEFAULT_LIMIT = 20;

/** One page of `items`, with the fields of the response that tell about further pages. */
export function jobsPage<T>(
  { query, request }: Call,
  items: T[],
  limits: Limits,
): { items: T[]; paging: Record<string, unknown> } {
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 0 || limit > limits.limit) {
    throw invalidParameter(`\`limit\`: must be between 1 and ${limits.limit}, got ${query.limit}`);
  }
  const offset = Number(query.offset ?? 0);
  if (offset > limits.offset) {
    throw invalidParameter(
      `The supplied offset ${offset} has exceeded the value of ${limits.offset} allowed for this parameter. Please use the page_token parameter to paginate`,
    );
  }
  const found = page(items, { ...query, limit: `${limit || limits.limit}` }, 'limit', limit);
  const { items: shown, ...tokens } = found;
  const isOlder = !request.url.startsWith('/api/2.2/');
  const more = isOlder ? { has_more: tokens.next_page_token !== undefined } : {};
  return { items: shown, paging: { ...more, ...tokens } };
}
