/** Errors in the form Databricks' REST API gives them: an HTTP status, an `error_code` and a `message`. */

/** An error that the caller receives unchanged. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    message: string,
    readonly details?: ReadonlyArray<Record<string, unknown>>,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The JSON body of the answer. */
  body(): Record<string, unknown> {
    return {
      error_code: this.errorCode,
      message: this.message,
      ...(this.details ? { details: this.details } : {}),
    };
  }
}

/** 400: a value in the request breaks a rule. */
export function invalidParameter(message: string): ApiError {
  return new ApiError(400, 'INVALID_PARAMETER_VALUE', message);
}

/** 400: a request that its own syntax or required fields make unusable. */
export function malformedRequest(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_REQUEST', message);
}

/** 404: the object that the request names is not there. */
export function doesNotExist(message: string, errorCode = 'RESOURCE_DOES_NOT_EXIST'): ApiError {
  return new ApiError(404, errorCode, message);
}

/** 400: the object to be created already exists. */
export function alreadyExists(message: string, errorCode = 'RESOURCE_ALREADY_EXISTS'): ApiError {
  return new ApiError(400, errorCode, message);
}

/** 400: the object is in a state that does not allow the operation. */
export function invalidState(message: string): ApiError {
  return new ApiError(400, 'INVALID_STATE', message);
}

/** 400: a limit on the number of objects is reached. */
export function quotaExceeded(message: string): ApiError {
  return new ApiError(400, 'QUOTA_EXCEEDED', message);
}

/** 403: the caller may not do this. */
export function permissionDenied(message: string): ApiError {
  return new ApiError(403, 'PERMISSION_DENIED', message);
}

/** The value of a required string field, or the error that names the missing field. */
export function requireString(from: Record<string, unknown>, field: string): string {
  const value = from[field];
  if (value === undefined || value === null || value === '') {
    throw invalidParameter(`Missing required field: ${field}`);
  }
  if (typeof value !== 'string') {
    throw invalidParameter(`\`${field}\`: must be a string, got ${JSON.stringify(value)}`);
  }
  return value;
}
