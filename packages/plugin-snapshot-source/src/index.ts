export { type SnapshotSourceOptions, snapshotSourceOptions } from './snapshot-source.options.js';
export { SnapshotSourcePlugin } from './snapshot-source.plugin.js';
