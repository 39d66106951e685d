export { type Endpoint, EndpointProbe } from './endpoint-probe.js';
export { type ProbeOptions, probeOptions } from './probe.options.js';
export { type OpenEndpoint, type ProbedEndpoints, probeEndpoints } from './probe-endpoints.js';
export { ProbeNetwork } from './probe-network.js';
export type { ProbeVerdict } from './verdict.js';
