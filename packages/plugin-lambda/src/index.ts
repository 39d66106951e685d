export { type LambdaOptions, lambdaOptions } from './lambda.options.js';
export { LambdaPlugin } from './lambda.plugin.js';
export { type LambdaRegionOptions, lambdaRegionOptions } from './lambda-region.options.js';
export { LambdaRegionPlugin } from './lambda-region.plugin.js';
