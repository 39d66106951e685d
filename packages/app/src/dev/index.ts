export type { AskedCheck } from './ask-facts.js';
export type { DevelopedPlugin } from './developed-plugin.js';
export { inspectRecorded } from './inspect-recorded.js';
export {
  type RecordChoice,
  type RecordedEvents,
  type RecordedFacts,
  recordEvents,
  recordFacts,
} from './record-events.js';
export { type OnSave, runOnSave } from './run-on-save.js';
