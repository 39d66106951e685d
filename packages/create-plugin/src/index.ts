export { type Choices, type ExtensionPlan, planOf } from './extension-plan.js';
export { type RecordedEvent, readRecordedEvent } from './recorded-event.js';
export { writePackage } from './write-package.js';
