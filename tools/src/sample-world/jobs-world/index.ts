export * from './accounts.js';
export { type JobsWorldOptions, organizationWorld, REGISTERED, STATUSES } from './jobs-world.js';
