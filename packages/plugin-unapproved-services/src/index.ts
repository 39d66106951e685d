export { type UnapprovedServicesOptions, unapprovedServicesOptions } from './unapproved-services.options.js';
export { UnapprovedServicesPlugin } from './unapproved-services.plugin.js';
