export type { AccountSource, RegionSource, ScannedAccount } from './accounts.js';
export { JobService, type JobServiceOptions, scheduleProblems } from './job-service.js';
export { systemTimers, type Timers } from './timers.js';
