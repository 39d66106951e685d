export { ConfiguredAccounts } from './configured-accounts.js';
export { ConfiguredRegions } from './configured-regions.js';
export { EnabledRegions, type EnabledRegionsOptions } from './enabled-regions.js';
export { LastKnownAccounts, type LastKnownAccountsOptions } from './last-known-accounts.js';
export { OrganizationAccounts, type OrganizationAccountsOptions } from './organization-accounts.js';
export { SelectedAccounts, type SelectedAccountsOptions } from './selected-accounts.js';
export {
  TeamServiceAccounts,
  type TeamServiceAccountsOptions,
  TeamServiceLateError,
} from './team-service-accounts.js';
