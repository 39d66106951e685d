export {
  DatabaseConfigError,
  DatabaseLockedError,
  DatabaseUnavailableError,
} from './connection/database-errors.js';
export type { Database, DatabaseOptions } from './connection/database-options.js';
export { openDatabase } from './connection/open-database.js';
export { type FindingsStoreOptions, TypeormFindingsStore } from './findings/typeorm-findings-store.js';
export { UnknownViolationTypeError } from './findings/violation-types.js';
export {
  type CheckPage,
  type ViolationPage,
  ViolationQueries,
  type ViolationState,
} from './queries/violation-queries.js';
