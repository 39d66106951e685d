export { type KeyPairOptions, keyPairOptions } from './keypair.options.js';
export { KeyPairPlugin } from './keypair.plugin.js';
