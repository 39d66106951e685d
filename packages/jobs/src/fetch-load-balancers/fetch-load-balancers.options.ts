import { z } from 'zod';
import { endpointOptions } from '../shared/endpoints/endpoint.options.js';

/** Options of {@link FetchElasticLoadBalancersJob}. */
export const fetchLoadBalancersOptions = z.strictObject({
  ...endpointOptions([80, 443]),
  skipKubernetes: z
    .boolean()
    .or(z.stringbool())
    .default(true)
    .describe('Whether load balancers of Kubernetes clusters are left out.'),
});

/** Parsed options of {@link FetchElasticLoadBalancersJob}. */
export type FetchLoadBalancersOptions = z.infer<typeof fetchLoadBalancersOptions>;
