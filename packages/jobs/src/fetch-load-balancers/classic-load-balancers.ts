import {
  DescribeTagsCommand,
  ElasticLoadBalancingClient,
  type LoadBalancerDescription,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing';
import { type AwsClients, partitionOf } from '@fullstop/aws';
import type { ScanTarget } from '@fullstop/core';
import { inOrder, isInternetFacing, isOfKubernetes, type LoadBalancer } from './load-balancer.js';

const PAGE_SIZE = 400;
/** What AWS takes per call. */
const NAMES_PER_CALL = 20;

/**
 * Classic load balancers that the internet can reach. Rejects with the SDK's errors.
 * @param skipKubernetes leaves out those of Kubernetes clusters.
 */
export async function classicLoadBalancers(
  clients: AwsClients,
  target: ScanTarget,
  skipKubernetes: boolean,
  abortSignal: AbortSignal,
): Promise<LoadBalancer[]> {
  const client = clients.client(ElasticLoadBalancingClient, target.accountId, target.region);
  const found: LoadBalancerDescription[] = [];
  for await (const page of paginateDescribeLoadBalancers(
    { client, pageSize: PAGE_SIZE },
    {},
    { abortSignal },
  )) {
    found.push(...(page.LoadBalancerDescriptions ?? []).filter(isInternetFacing));
  }
  const skipped = skipKubernetes ? await ofKubernetes(client, found.map(nameOf), abortSignal) : new Set();
  return found.filter((each) => !skipped.has(nameOf(each))).map((each) => loadBalancerOf(target, each));
}

async function ofKubernetes(
  client: ElasticLoadBalancingClient,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let start = 0; start < names.length; start += NAMES_PER_CALL) {
    const LoadBalancerNames = names.slice(start, start + NAMES_PER_CALL);
    const answer = await client.send(new DescribeTagsCommand({ LoadBalancerNames }), { abortSignal });
    for (const { LoadBalancerName = '', Tags = [] } of answer.TagDescriptions ?? []) {
      if (isOfKubernetes(Tags)) found.add(LoadBalancerName);
    }
  }
  return found;
}

function loadBalancerOf(
  { accountId, region }: ScanTarget,
  description: LoadBalancerDescription,
): LoadBalancer {
  const { ListenerDescriptions = [], Instances = [], SecurityGroups = [] } = description;
  const name = nameOf(description);
  const listeners = ListenerDescriptions.flatMap(({ Listener }) =>
    Listener?.LoadBalancerPort === undefined
      ? []
      : [{ port: Listener.LoadBalancerPort, protocol: (Listener.Protocol ?? '').toUpperCase() }],
  );
  return {
    name,
    // AWS has no ARN in its answer.
    arn: `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${accountId}:loadbalancer/${name}`,
    kind: 'classic',
    host: description.CanonicalHostedZoneName || description.DNSName || name,
    groupIds: SecurityGroups,
    listeners: async () => inOrder(listeners),
    instanceIds: async () => Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
  };
}

function nameOf({ LoadBalancerName = '' }: LoadBalancerDescription): string {
  return LoadBalancerName;
}
