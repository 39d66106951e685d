import type { Endpoint } from '../shared/probe/index.js';

/** Where a load balancer listens. */
export interface Listener {
  readonly port: number;
  /** In capitals, such as `HTTPS`. */
  readonly protocol: string;
}

/** A load balancer that the internet can reach, of any kind. */
export interface LoadBalancer {
  readonly name: string;
  readonly arn: string;
  /** `classic`, or what AWS calls it: `application`, `network`. */
  readonly kind: string;
  /** Its name in the domain name system; the identity of its findings. */
  readonly host: string;
  readonly groupIds: readonly string[];
  /** In order of their ports. Rejects when AWS does not tell. */
  listeners(signal: AbortSignal): Promise<readonly Listener[]>;
  /** The instances behind it. Rejects when AWS does not tell. */
  instanceIds(signal: AbortSignal): Promise<readonly string[]>;
}

const INTERNET_FACING = 'internet-facing';
const TLS_PROTOCOLS = new Set(['HTTPS', 'SSL', 'TLS']);
const OTHER_THAN_TCP = new Set(['UDP', 'QUIC', 'GENEVE']);
const HTTPS_PORT = 443;

/** Whether a load balancer is for the internet. One without a scheme is not: gateway load balancers have none. */
export function isInternetFacing({ Scheme }: { readonly Scheme?: string | undefined }): boolean {
  return Scheme === INTERNET_FACING;
}

/** Whether tags say that a Kubernetes cluster made the load balancer and takes care of it. */
export function isOfKubernetes(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): boolean {
  return tags.some(
    ({ Key = '', Value }) =>
      (Key.startsWith('kubernetes.io/cluster/') && Value === 'owned') || Key === 'elbv2.k8s.aws/cluster',
  );
}

/** Listeners, each port and protocol once, in order of the ports. */
export function inOrder(listeners: readonly Listener[]): Listener[] {
  const once = new Map(listeners.map((listener) => [`${listener.port} ${listener.protocol}`, listener]));
  return [...once.values()].sort(
    (left, right) => left.port - right.port || (left.protocol < right.protocol ? -1 : 1),
  );
}

/** What to probe of a load balancer: its listeners on these ports that can speak HTTP, plain or over TLS. */
export function endpointsOf(
  host: string,
  listeners: readonly Listener[],
  ports: readonly number[],
): Endpoint[] {
  const endpoints = listeners
    .filter(({ port, protocol }) => ports.includes(port) && !OTHER_THAN_TCP.has(protocol))
    .map((listener): Endpoint => ({ scheme: schemeOf(listener), host, port: listener.port }));
  return [
    ...new Map(endpoints.map((endpoint) => [`${endpoint.scheme} ${endpoint.port}`, endpoint])).values(),
  ];
}

/** What passes TCP through says nothing about what is spoken; then the port does. */
function schemeOf({ port, protocol }: Listener): 'http' | 'https' {
  if (TLS_PROTOCOLS.has(protocol)) return 'https';
  if (protocol === 'HTTP') return 'http';
  return port === HTTPS_PORT ? 'https' : 'http';
}
