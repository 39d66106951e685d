export { type ExplainRequest, type ExplainResult, explain } from './explain.js';
export type * from './explanation.js';
