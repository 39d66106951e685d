export { InMemoryFindingsStore } from '@fullstop/core';
export { ACCOUNT_ID, anEvent, anInstance, aRecord, launched, type RecordOverrides } from './an-event.js';
export { eventFromFile } from './event-from-file.js';
export { describeFindingsStoreContract, type FindingsStoreHarness } from './findings-store-contract.js';
export { FixedClock } from './fixed-clock.js';
export { checkWith, type InspectWithOptions, inspectWith } from './inspect-with.js';
export { describePluginContract, type PluginContractOptions } from './plugin-contract.js';
export { type LogLine, RecordingLogger } from './recording-logger.js';
