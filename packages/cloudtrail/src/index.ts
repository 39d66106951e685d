export { CheckRetrier, type CheckRetrierOptions, type RetryReport } from './ingest/check-retrier.js';
export {
  ObjectProcessor,
  type ObjectProcessorOptions,
  type ObjectReport,
} from './ingest/object-processor.js';
export {
  type KeyFilter,
  type NameChoice,
  type UnwantedReason,
  wantsKey,
  whyUnwanted,
} from './objects/key-filter.js';
export * from './objects/object-name.js';
export { createLogReader } from './reader/create-log-reader.js';
export { type LogFormatCode, LogFormatError } from './reader/log-format-error.js';
export type * from './reader/log-reader.js';
export { DEFAULT_READ_LIMITS, type ReadLimits } from './reader/read-limits.js';
export { ScanningLogReader, type ScanningOptions } from './reader/scanning-log-reader.js';
export { StreamingLogReader } from './reader/streaming-log-reader.js';
export { LogWorkerError } from './reader/workers/log-worker-error.js';
export { readAhead } from './reader/workers/read-ahead.js';
export {
  automaticWorkers,
  type BegunObject,
  WorkerLogReader,
  type WorkerReaderOptions,
} from './reader/workers/worker-log-reader.js';
export { type FolderEntry, type FolderOptions, listLogObjects } from './source/folder-source.js';
export type { LogObject } from './source/log-object.js';
export { LogPathError } from './source/log-path-error.js';
export { type WatchOptions, watchFolder } from './source/watch-folder.js';
