import {
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer as NewerLoadBalancer,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '@fullstop/aws';
import type { ScanTarget } from '@fullstop/core';
import {
  inOrder,
  isInternetFacing,
  isOfKubernetes,
  type Listener,
  type LoadBalancer,
} from './load-balancer.js';

const PAGE_SIZE = 400;
/** What AWS takes per call. */
const ARNS_PER_CALL = 20;

/**
 * Application and network load balancers that the internet can reach; gateway load balancers are listed with them, and never
 * are. Rejects with the SDK's errors.
 * @param skipKubernetes leaves out those of Kubernetes clusters.
 */
export async function newerLoadBalancers(
  clients: AwsClients,
  { accountId, region }: ScanTarget,
  skipKubernetes: boolean,
  abortSignal: AbortSignal,
): Promise<LoadBalancer[]> {
  const client = clients.client(ElasticLoadBalancingV2Client, accountId, region);
  const found: NewerLoadBalancer[] = [];
  for await (const page of paginateDescribeLoadBalancers(
    { client, pageSize: PAGE_SIZE },
    {},
    { abortSignal },
  )) {
    found.push(...(page.LoadBalancers ?? []).filter(isInternetFacing));
  }
  const skipped = skipKubernetes ? await ofKubernetes(client, found.map(arnOf), abortSignal) : new Set();
  return found.filter((each) => !skipped.has(arnOf(each))).map((each) => loadBalancerOf(client, each));
}

async function ofKubernetes(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let start = 0; start < arns.length; start += ARNS_PER_CALL) {
    const ResourceArns = arns.slice(start, start + ARNS_PER_CALL);
    const answer = await client.send(new DescribeTagsCommand({ ResourceArns }), { abortSignal });
    for (const { ResourceArn = '', Tags = [] } of answer.TagDescriptions ?? []) {
      if (isOfKubernetes(Tags)) found.add(ResourceArn);
    }
  }
  return found;
}

function loadBalancerOf(client: ElasticLoadBalancingV2Client, description: NewerLoadBalancer): LoadBalancer {
  const arn = arnOf(description);
  const name = description.LoadBalancerName ?? arn;
  return {
    name,
    arn,
    kind: description.Type ?? 'unknown',
    host: description.DNSName || name,
    groupIds: description.SecurityGroups ?? [],
    listeners: (signal) => listenersOf(client, arn, signal),
    instanceIds: (signal) => instancesBehind(client, arn, signal),
  };
}

async function listenersOf(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
  abortSignal: AbortSignal,
): Promise<Listener[]> {
  const found: Listener[] = [];
  const paging = { client, pageSize: PAGE_SIZE };
  for await (const page of paginateDescribeListeners(paging, { LoadBalancerArn }, { abortSignal })) {
    for (const { Port, Protocol = '' } of page.Listeners ?? []) {
      if (Port !== undefined) found.push({ port: Port, protocol: Protocol.toUpperCase() });
    }
  }
  return inOrder(found);
}

async function instancesBehind(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const groups: string[] = [];
  const paging = { client, pageSize: PAGE_SIZE };
  for await (const page of paginateDescribeTargetGroups(paging, { LoadBalancerArn }, { abortSignal })) {
    const ofInstances = (page.TargetGroups ?? []).filter(({ TargetType }) => TargetType === 'instance');
    groups.push(...ofInstances.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []));
  }
  const instanceIds = new Set<string>();
  for (const TargetGroupArn of groups) {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn });
    const { TargetHealthDescriptions = [] } = await client.send(command, { abortSignal });
    for (const { Target } of TargetHealthDescriptions) if (Target?.Id) instanceIds.add(Target.Id);
  }
  return [...instanceIds];
}

function arnOf({ LoadBalancerArn = '' }: NewerLoadBalancer): string {
  return LoadBalancerArn;
}
