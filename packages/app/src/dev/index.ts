export { type DevelopedPlugin, inspectRecorded } from './inspect-recorded.js';
export { type RecordChoice, type RecordedEvents, recordEvents } from './record-events.js';
export { Redaction } from './redaction.js';
export { type OnSave, runOnSave } from './run-on-save.js';
