export { FetchRdsJob } from './fetch-rds.job.js';
export { type FetchRdsOptions, fetchRdsOptions } from './fetch-rds.options.js';
