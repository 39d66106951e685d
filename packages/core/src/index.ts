export type { Provided } from './di/container.js';
export { inject, injectable } from './di/inject.js';
export {
  type Discovery,
  discoverPlugins,
  findProjectFolder,
  JOB_KEYWORD,
  PLUGIN_KEYWORD,
} from './discovery/discover-plugins.js';
export * from './effects/lifecycle-entry.js';
export * from './errors/errors.js';
export { accountOf } from './event/account.js';
export type { ApiCall, OrOmitted } from './event/api-call.js';
export type * from './event/cloudtrail-event.js';
export { compareEventVersions } from './event/event-version.js';
export { type GateReason, gatesOf } from './event/gate.js';
export * from './event/instances.js';
export * from './event/json.js';
export { parseEvent } from './event/parse-event.js';
export { isDispatched, type RecordKind, recordKindOf } from './event/record-kind.js';
export { InMemoryFindingsStore } from './findings/in-memory-findings-store.js';
export { awaitFact } from './host/awaited-facts.js';
export { type UnfinishedCheckJson, unfinishedCheckJsonOf } from './host/check-json.js';
export type { CheckOutcome } from './host/check-outcome.js';
export { pluginProblems } from './host/install-plugins.js';
export type { PluginCandidate, PluginSettings, PluginStatus } from './host/installed-plugin.js';
export { PluginHost, type PluginHostOptions } from './host/plugin-host.js';
export { RetryPolicy, type RetryPolicyOptions } from './host/retry-policy.js';
export * from './job/account-job.js';
export { installJobs, type JobInstallation, jobProblems } from './job/install-jobs.js';
export type { InstalledJob, JobCandidate, JobSettings, JobStatus } from './job/installed-job.js';
export { findJobMetadata, Job, type JobClass } from './job/job.decorator.js';
export { jobConstantCase } from './job/job-constant-case.js';
export type { JobMetadata } from './job/job-metadata.js';
export { jobViolations, runViolations } from './job/job-violations.js';
export { commaList } from './plugin/comma-list.js';
export type { EventPlugin, InspectionContext } from './plugin/event-plugin.js';
export { inspectEach } from './plugin/inspect-each.js';
export { matchesWhole } from './plugin/name-pattern.js';
export { findPluginMetadata, Plugin, type PluginClass } from './plugin/plugin.decorator.js';
export * from './plugin/plugin-metadata.js';
export * from './ports/buckets.js';
export * from './ports/clock.js';
export * from './ports/findings-store.js';
export * from './ports/instance-applications.js';
export * from './ports/job-control.js';
export * from './ports/logger.js';
export * from './router/subscription-index.js';
export * from './violation/catalogue.js';
export type { Finding } from './violation/finding.js';
export { fingerprintOf, identityKeyOf } from './violation/fingerprint.js';
export type { Violation, ViolationIdentity } from './violation/violation.js';
export * from './violation/violation-json.js';
export {
  defineViolationType,
  type Priority,
  type Severity,
  type ViolationType,
} from './violation/violation-type.js';
