export { s3SourceOf } from '../aws/aws-sources.js';
export { resolveSecrets } from '../config/secrets.js';
export { type Queues, queueOf, queuesOf } from './dead-letters.js';
export { Checkpoint } from './replay/checkpoint.js';
export { type EnqueueOptions, enqueue } from './replay/enqueue.js';
export type { EventWindow } from './replay/event-window.js';
export { type ReplayOptions, type ReplayResult, type ReplaySummary, replay } from './replay/replay.js';
export { retryChecks } from './retry-checks.js';
export { openStoredFindings, type StoredFindings } from './stored-findings.js';
