/**
 * Errors in the form of SCIM.
 *
 * Sources: RFC 7644, section 3.12; https://github.com/databricks/databricks-sdk-py/issues/90, a response
 * of the platform; databricks/sdk/errors/deserializer.py, which reads `detail`, `status` and `scimType`.
 */
import { ApiError } from '../../core/errors';
import type { Handler, Routes } from '../../core/routes';

/** An error that the caller receives in the form of SCIM. */
export class ScimError extends ApiError {
  constructor(
    status: number,
    errorCode: string,
    message: string,
    /** Kind of a bad request, as RFC 7644 names it. */
    readonly scimType?: string,
  ) {
    super(status, errorCode, message);
  }

  override body(): Record<string, unknown> {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail: this.message,
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
    };
  }
}

function withScimErrors(handler: Handler): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (!(error instanceof ApiError) || error instanceof ScimError) throw error;
      throw new ScimError(error.status, error.errorCode, error.message);
    }
  };
}

/** The same routes, whose errors have the form of SCIM. */
export function scimErrors(routes: Routes): Routes {
  return Object.fromEntries(
    Object.entries(routes).map(([route, handler]) => [route, withScimErrors(handler)]),
  );
}
