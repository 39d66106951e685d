/**
 * Status of errors with a stable code, for those that a caller can do something about or wait out. What is not here is a
 * mistake of ours: 500. A line for each code that a store or client throws.
 */
export const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  CLIENT_ARGUMENT: 400,
  PREVIEW_TOO_LARGE: 400,
  INVALID_RULE: 400,
  BULK_OF_OTHER: 403,
  BULK_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  JOB_RUN_NOT_FOUND: 404,
  PREVIEW_NOT_FOUND: 404,
  RULE_NOT_FOUND: 404,
  VIOLATION_NOT_FOUND: 404,
  BULK_CLOSED: 409,
  CONCURRENT_CHANGE: 409,
  JOB_BUSY: 409,
  JOB_INACTIVE: 409,
  PREVIEW_USED: 409,
  RULE_CONFLICT: 409,
  RULE_EXPIRED: 409,
  VIOLATION_WHITELISTED: 409,
  UNKNOWN_VIOLATION_TYPE: 422,
  DEPENDENCY_REQUEST: 502,
  DATABASE_UNAVAILABLE: 503,
  DEPENDENCY_UNAVAILABLE: 503,
  FACT_UNAVAILABLE: 503,
  TOKEN_UNAVAILABLE: 503,
};
