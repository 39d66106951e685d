export { AwsServer, type CallFilter, OWN_ACCOUNT_ID } from './aws-server.js';
export type { AwsCall } from './call.js';
export type { AwsFault } from './faults.js';
export type * from './load-balancers-world.js';
export type * from './rds-world.js';
export type * from './world.js';
