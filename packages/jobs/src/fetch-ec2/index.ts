export { FetchEC2Job } from './fetch-ec2.job.js';
export { type FetchEC2Options, fetchEC2Options } from './fetch-ec2.options.js';
