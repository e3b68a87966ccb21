/**
 * Answers to requests that no route serves.
 *
 * Sources: error code ENDPOINT_NOT_FOUND and its message, https://github.com/databricks/databricks-cli/issues/383
 * and acceptance/genie/ask-endpoint-gone of databricks/cli; `Bad Target` for a version that an API does not
 * have, https://github.com/apache/airflow/issues/60444; NOT_IMPLEMENTED with status 501, databricks-sdk-py,
 * databricks/sdk/errors/platform.py.
 */
import { entryOfRoute } from '../../parity/ledger';
import { ApiError } from './core/errors';

/** The API exists in another version. The error has the form of the platform's gateway. */
class BadTarget extends ApiError {
  constructor(path: string) {
    super(404, 'BAD_TARGET', `Bad Target: ${path}`);
  }

  override body(): Record<string, unknown> {
    return { error: this.message };
  }
}

/** Matches a route in any version: `GET /api/{2.0,2.1}/jobs/:id`. */
function inAnyVersion(route: string): RegExp {
  const pattern = route
    .replace(/ \/api\/(\{[^}]+\}|[\d.]+)\//, ' /api/VERSION/')
    .replaceAll('.', '\\.')
    .replaceAll('VERSION', '[\\d.]+')
    .replace(/:[^/]+/g, '[^/]+')
    .replace(/\*$/, '.*');
  return new RegExp(`^${pattern}$`);
}

/** Errors for requests without a route, from the served routes and the parity ledger. */
export class NotServed {
  private readonly served: readonly RegExp[];

  constructor(routes: readonly string[]) {
    this.served = routes.map(inAnyVersion);
  }

  error(method: string, url: string): ApiError {
    const path = url.split('?')[0]!.replace(/(?<=.)\/+$/, '');
    if (this.served.some((route) => route.test(`${method} ${path}`))) return new BadTarget(path);
    const entry = entryOfRoute(path);
    const pointer = entry
      ? `${entry.match} is ${entry.local}: ${entry.reason ?? entry.platform}`
      : 'the product does not use it';
    const where = `See docs/reference/parity.md: ${pointer}`;
    if (entry?.local === 'absent') {
      return new ApiError(
        501,
        'NOT_IMPLEMENTED',
        `The local workspace does not serve '${method} ${path}'. ${where}`,
      );
    }
    const target = path.replace(/^\/api\/[\d.]+(?=\/)/, '');
    return new ApiError(
      404,
      'ENDPOINT_NOT_FOUND',
      `No API found for '${method} ${target}'. ${where}`,
    );
  }
}
