export { type RegionOptions, regionOptions } from './region.options.js';
export { RegionPlugin } from './region.plugin.js';
