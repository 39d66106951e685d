export { INTERESTING_EVENTS } from './events/index.js';
export * as jobsWorld from './jobs-world/index.js';
export { type LogFile, type LogFileOptions, logFiles } from './log-files.js';
export { type PackedLog, type PackedLogOptions, packedLogs } from './packed-logs.js';
export type { EventBuilder, ExpectedFinding, ExpectedViolation, Happening, Scene } from './scene.js';
export { type SampleWorld, type SampleWorldOptions, writeSampleWorld } from './write-sample-world.js';
