export { type AmiOptions, amiOptions } from './ami.options.js';
export { AmiPlugin } from './ami.plugin.js';
