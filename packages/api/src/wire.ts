// What goes over the wire, for clients that are written in TypeScript: types only.
export type { MeJson } from './access/me.controller.js';
export type { CheckJson, CheckPageJson, CheckRetryAnswerJson } from './checks/check.js';
export type { ErrorJson, FieldErrorJson, OAuthErrorJson } from './errors/error-json.js';
export type { JobJson, JobRunAnswerJson } from './jobs/job.js';
export type { JobRunDetailsJson, JobRunJson, JobRunPageJson } from './jobs/job-run.js';
export type { PluginJson } from './plugins/plugin.js';
export type { BulkResolutionJson, BulkUndoJson, PreviewJson } from './resolutions/bulk-resolution.js';
export type { ResolutionJson } from './resolutions/resolution.js';
export type { RuleJson } from './rules/rule.js';
export type { RuleTestJson } from './rules/rule-test.js';
export type { AccountCountJson } from './violation-counts/violation-count.js';
export type { ViolationTypeJson } from './violation-types/violation-type.js';
export type { ViolationJson, ViolationPageJson } from './violations/violation.js';
export type { ViolationListParameters } from './violations/violation-parameters.js';
