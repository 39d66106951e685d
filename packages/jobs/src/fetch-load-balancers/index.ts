export { FetchElasticLoadBalancersJob } from './fetch-load-balancers.job.js';
export { type FetchLoadBalancersOptions, fetchLoadBalancersOptions } from './fetch-load-balancers.options.js';
