export { AcmeIdleAddressesJob, ADDRESS_WITHOUT_USE } from './acme-idle-addresses.job.js';
export { type AcmeIdleAddressesOptions, acmeIdleAddressesOptions } from './acme-idle-addresses.options.js';
