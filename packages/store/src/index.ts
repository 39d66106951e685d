export {
  DatabaseConfigError,
  DatabaseLockedError,
  DatabaseNewerError,
  DatabaseUnavailableError,
} from './connection/database-errors.js';
export type { Database, DatabaseOptions } from './connection/database-options.js';
export { openDatabase } from './connection/open-database.js';
export { findViolationId } from './findings/find-violation.js';
export { type FindingsStoreOptions, TypeormFindingsStore } from './findings/typeorm-findings-store.js';
export { UnknownViolationTypeError } from './findings/violation-types.js';
export {
  type FailedTarget,
  JobFindings,
  type JobFindingsOptions,
  type TargetScan,
} from './jobs/job-findings.js';
export { type JobLease, JobLeaseLostError, type TargetCounts } from './jobs/job-lease.js';
export { JobRunQueries } from './jobs/job-run-queries.js';
export { type Claim, JobRuns, type JobState, type RunEnd } from './jobs/job-runs.js';
export * from './legacy-import/index.js';
export { type Boot, Boots } from './lifecycles/boots.js';
export {
  LIFECYCLE_SORT,
  type LifecycleFilter,
  type LifecycleItem,
  type LifecyclePage,
  LifecycleQueries,
  type LifecycleSortProperty,
} from './lifecycles/lifecycle-queries.js';
export { CheckQueries, type StoredCheck } from './queries/check-queries.js';
export type {
  AccountCount,
  AccountCountFilter,
  ApplicationCount,
  ApplicationCountFilter,
} from './queries/violation-counts.js';
export type { MetaInfoCondition, ViolationFilter } from './queries/violation-filter.js';
export {
  type FoundViolation,
  type FoundViolations,
  type ViolationCounting,
  type ViolationListPage,
  ViolationLists,
} from './queries/violation-lists.js';
export type { ViolationSortKey, ViolationSortProperty } from './queries/violation-order.js';
export {
  type CheckPage,
  type ViolationPage,
  ViolationQueries,
} from './queries/violation-queries.js';
export {
  type BulkActor,
  type BulkReport,
  BulkResolutions,
  type Preview,
  type SeenViolation,
} from './resolutions/bulk-resolutions.js';
export type { BulkOutcome, BulkResult } from './resolutions/change-many.js';
export {
  countMatching,
  findMatching,
  MAX_BULK_VIOLATIONS,
  type MatchedViolation,
} from './resolutions/preview-query.js';
export * from './resolutions/resolution-errors.js';
export { type Resolution, Resolutions } from './resolutions/resolutions.js';
export type { DryRun, DryRunCount } from './rules/dry-run.js';
export type { StoredSubject } from './rules/judged-violations.js';
export {
  NEVER,
  type RuleCriteria,
  type RuleDraft,
  type RuleWithCoverage,
  type StoredRule,
} from './rules/rule.js';
export {
  InvalidRuleError,
  RuleConflictError,
  RuleExpiredError,
  type RuleFieldProblem,
  RuleNotFoundError,
} from './rules/rule-errors.js';
export type { RuleFilter } from './rules/rule-queries.js';
export { type RuleChange, type RuleImport, RuleStore, type RuleStoreOptions } from './rules/rule-store.js';
export { RuleSweeper, type RuleSweeperOptions } from './rules/rule-sweeper.js';
export type { SweepReport } from './rules/rule-sweeps.js';
