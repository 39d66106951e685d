export { type TaupageYamlOptions, taupageYamlOptions } from './taupage-yaml.options.js';
export { TaupageYamlPlugin } from './taupage-yaml.plugin.js';
