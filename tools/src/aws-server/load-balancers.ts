import { type Action, type AwsCall, inRegion, listOf, Refusal, type Reply } from './call.js';
import type { LoadBalancerWorld } from './load-balancers-world.js';
import { queryReply } from './query-protocol.js';
import type { AccountWorld } from './world.js';
import type { XmlValue } from './xml.js';

// Two services share their name and the names of actions; the version tells them apart.
const CLASSIC_VERSION = '2012-06-01';
const MAX_TAGGED = 20;

/** Classic or newer ones, by the version of the call; pages by `PageSize`. No filters. */
export const describeLoadBalancers: Action = (account, call) =>
  isClassic(call)
    ? pageReply(account, call, ofAccount(account, call), (page) => ({
        LoadBalancerDescriptions: { member: page.map(classicXml) },
      }))
    : pageReply(account, call, ofAccount(account, call), (page) => ({
        LoadBalancers: { member: page.map((each) => newerXml(call, each)) },
      }));

/** Tags of at most 20 load balancers, each of which must exist. */
export const describeLoadBalancerTags: Action = (account, call) => {
  const [parameter, nameElement] = isClassic(call)
    ? ['LoadBalancerNames.member', 'LoadBalancerName']
    : ['ResourceArns.member', 'ResourceArn'];
  const wanted = listOf(call.params, parameter);
  if (wanted.length > MAX_TAGGED) throw new Refusal('ValidationError', 'At most 20 can be asked for');
  const member = wanted.map((id) => {
    const found = ofAccount(account, call).find(
      (each) => id === (isClassic(call) ? each.name : arnOf(call, each)),
    );
    if (!found) throw new Refusal('LoadBalancerNotFound', `There is no load balancer ${id}`);
    const tags = Object.entries(found.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    return { [nameElement]: id, Tags: { member: tags } };
  });
  return queryReply(call, { TagDescriptions: { member } });
};

/** Listeners of a newer load balancer; pages by `PageSize`. */
export const describeListeners: Action = (account, call) => {
  const { LoadBalancerArn, listeners = [] } = balancerOf(account, call);
  return pageReply(account, call, listeners, (page) => ({
    Listeners: {
      member: page.map(({ port, protocol }) => ({
        ListenerArn: `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${port}`,
        LoadBalancerArn,
        Port: port,
        Protocol: protocol,
      })),
    },
  }));
};

/** Target groups of a newer load balancer: one for each instance, and one of addresses; pages by `PageSize`. */
export const describeTargetGroups: Action = (account, call) => {
  const { LoadBalancerArn, instanceIds = [] } = balancerOf(account, call);
  const groups = [...instanceIds, 'ip'].map((id) => ({
    TargetGroupArn: `${LoadBalancerArn.replace(':loadbalancer/', ':targetgroup/')}/${id}`,
    TargetType: id === 'ip' ? 'ip' : 'instance',
    LoadBalancerArns: { member: [LoadBalancerArn] },
  }));
  return pageReply(account, call, groups, (page) => ({ TargetGroups: { member: page } }));
};

/** The target of a target group. */
export const describeTargetHealth: Action = (_account, call) => {
  const arn = call.params.get('TargetGroupArn') ?? '';
  const Id = arn.slice(arn.lastIndexOf('/') + 1);
  const member = [
    { Target: { Id: Id === 'ip' ? '10.0.0.1' : Id, Port: 80 }, TargetHealth: { State: 'healthy' } },
  ];
  return queryReply(call, { TargetHealthDescriptions: { member } });
};

function isClassic({ params }: AwsCall): boolean {
  return params.get('Version') === CLASSIC_VERSION;
}

function ofAccount(account: AccountWorld, call: AwsCall): LoadBalancerWorld[] {
  return inRegion(account.loadBalancers, call).filter(
    ({ kind = 'classic' }) => (kind === 'classic') === isClassic(call),
  );
}

function balancerOf(account: AccountWorld, call: AwsCall): LoadBalancerWorld & { LoadBalancerArn: string } {
  const LoadBalancerArn = call.params.get('LoadBalancerArn') ?? '';
  const found = ofAccount(account, call).find((each) => arnOf(call, each) === LoadBalancerArn);
  if (!found) throw new Refusal('LoadBalancerNotFound', `There is no load balancer ${LoadBalancerArn}`);
  return { ...found, LoadBalancerArn };
}

function classicXml(balancer: LoadBalancerWorld): XmlValue {
  const {
    name,
    host = `${name}.example`,
    scheme,
    listeners = [],
    instanceIds = [],
    groupIds = [],
  } = balancer;
  return {
    LoadBalancerName: name,
    DNSName: host,
    CanonicalHostedZoneName: (balancer.canonicalHostedZoneName ?? host) || undefined,
    ListenerDescriptions: {
      member: listeners.map(({ port, protocol }) => ({
        Listener: {
          Protocol: protocol,
          LoadBalancerPort: port,
          InstanceProtocol: protocol,
          InstancePort: port,
        },
      })),
    },
    Instances: { member: instanceIds.map((InstanceId) => ({ InstanceId })) },
    SecurityGroups: { member: groupIds },
    Scheme: scheme,
  };
}

function newerXml(call: AwsCall, balancer: LoadBalancerWorld): XmlValue {
  const { name, host = `${name}.example`, scheme, kind, groupIds = [] } = balancer;
  return {
    LoadBalancerArn: arnOf(call, balancer),
    DNSName: host,
    LoadBalancerName: name,
    Scheme: scheme,
    State: { Code: 'active' },
    Type: kind,
    SecurityGroups: { member: groupIds },
  };
}

function arnOf({ region, accountId }: AwsCall, { name, kind }: LoadBalancerWorld): string {
  const short = { application: 'app', network: 'net', gateway: 'gwy', classic: '' }[kind ?? 'classic'];
  return `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/${short}/${name}/0123456789abcdef`;
}

function pageReply<T>(
  { pageSize = 400 }: AccountWorld,
  call: AwsCall,
  all: readonly T[],
  result: (page: T[]) => { [name: string]: XmlValue },
): Reply {
  const start = Number(call.params.get('Marker') ?? 0);
  const end = start + Math.min(pageSize, Number(call.params.get('PageSize') ?? 400));
  const NextMarker = end < all.length ? String(end) : undefined;
  return queryReply(call, { ...result(all.slice(start, end)), NextMarker });
}
