export type { NoUserData, NoUserDataReason, TaupageFacts, UserDataFacts } from '@fullstop/aws/user-data';
export { APPROVED_IMAGES, NEEDS_APPROVED_IMAGES } from './approved-images.js';
export type * from './facts/image-verdict.js';
export type * from './facts/machine-image.js';
export type * from './facts/security-group-facts.js';
export type * from './facts/subnet-facts.js';
export { inspectInstances } from './inspect-instances.js';
export { INSTANCES, type Instance, type InstanceDirectory } from './instance.js';
export { instanceFinding } from './instance-finding.js';
