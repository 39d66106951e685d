// The entry `@fullstop/core/options`. By itself, so that who needs none of it does not load zod.
export { type AllowedRegions, allowedRegionOptions, allowedRegionsOf } from './allowed-regions.js';
