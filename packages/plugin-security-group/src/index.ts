export type { ArchivedGroup, GroupChanges, InstanceArchive } from './archive-document.js';
export { type SecurityGroupOptions, securityGroupOptions } from './security-group.options.js';
export { SecurityGroupPlugin } from './security-group.plugin.js';
