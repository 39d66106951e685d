import type { JobFinding, JsonObject, ScanContext, ScanTarget } from '@fullstop/core';
import {
  applicationMembers,
  type EndpointInspection,
  type EndpointScanParts,
  endpointInspection,
  groupMembers,
  groupMessages,
  openEndpointMembers,
} from '../shared/endpoints/index.js';
import type { ImageDetails } from '../shared/instance-facts/image-details.js';
import { InstanceImages } from '../shared/instance-facts/instance-images.js';
import { type OpenEndpoint, probeEndpoints } from '../shared/probe/index.js';
import { eachResource } from '../shared/scanning/each-resource.js';
import { areNone, type GroupEvidence, type GroupsById } from '../shared/security-groups/index.js';
import { classicLoadBalancers } from './classic-load-balancers.js';
import type { FetchLoadBalancersOptions } from './fetch-load-balancers.options.js';
import { endpointsOf, type Listener, type LoadBalancer } from './load-balancer.js';
import { newerLoadBalancers } from './newer-load-balancers.js';

type LoadBalancerFinding = JobFinding<'UNSECURED_PUBLIC_ENDPOINT'>;

/** What speaks against a load balancer. */
interface Evidence extends GroupEvidence {
  /** Listeners on ports that are not allowed. */
  readonly ports: number[];
  readonly open: readonly OpenEndpoint[];
}

/** Looks for load balancers that serve the internet without being meant to. */
export class LoadBalancerScan {
  readonly #parts: EndpointScanParts<FetchLoadBalancersOptions>;
  readonly #inspection: EndpointInspection;
  readonly #instances: InstanceImages;

  constructor(parts: EndpointScanParts<FetchLoadBalancersOptions>) {
    this.#parts = parts;
    this.#inspection = endpointInspection(parts);
    this.#instances = new InstanceImages(parts.clients, parts.clock);
  }

  async scan(target: ScanTarget, context: ScanContext): Promise<LoadBalancerFinding[]> {
    const { clients, options } = this.#parts;
    const { signal } = context;
    const loadBalancers = [
      ...(await classicLoadBalancers(clients, target, options.skipKubernetes, signal)),
      ...(await newerLoadBalancers(clients, target, options.skipKubernetes, signal)),
    ];
    const groupIds = loadBalancers.flatMap((each) => each.groupIds);
    const groups = await this.#inspection.groups.read(target, groupIds, signal);
    return eachResource(
      loadBalancers,
      ({ name }) => name,
      (loadBalancer) => this.#look(target, loadBalancer, groups, context),
      context,
    );
  }

  async #look(
    target: ScanTarget,
    loadBalancer: LoadBalancer,
    groups: GroupsById,
    context: ScanContext,
  ): Promise<LoadBalancerFinding | undefined> {
    const listeners = await loadBalancer.listeners(context.signal);
    const found = await this.#configured(target, loadBalancer, listeners, groups, context.signal);
    const isProbed = !this.#isEnough(found) || this.#parts.options.completeEvidence;
    const open = isProbed ? await this.#open(target, loadBalancer, listeners, context) : [];
    const evidence = { ...found, open };
    if (!this.#isEnough(evidence)) return undefined;
    const instanceIds = await loadBalancer.instanceIds(context.signal);
    return {
      type: 'UNSECURED_PUBLIC_ENDPOINT',
      instanceId: loadBalancer.host,
      ...(await this.#application(target, instanceIds, context.signal)),
      metaInfo: {
        ...(await this.#image(target, instanceIds, context.signal)),
        load_balancer_name: loadBalancer.name,
        load_balancer_arn: loadBalancer.arn,
        load_balancer_type: loadBalancer.kind,
        ...this.#members(loadBalancer, evidence),
      },
    };
  }

  /** What listeners and groups say. */
  async #configured(
    target: ScanTarget,
    { groupIds }: LoadBalancer,
    listeners: readonly Listener[],
    groups: GroupsById,
    signal: AbortSignal,
  ): Promise<Evidence> {
    const { allowedPorts } = this.#parts.options;
    const ports = listeners.map(({ port }) => port).filter((port) => !allowedPorts.includes(port));
    const ofGroups = await this.#inspection.groups.evidence(target, groupIds, groups, allowedPorts, signal);
    return { ...ofGroups, ports: [...new Set(ports)], open: [] };
  }

  /** What serves anybody, unless it is meant to. */
  async #open(
    target: ScanTarget,
    loadBalancer: LoadBalancer,
    listeners: readonly Listener[],
    context: ScanContext,
  ): Promise<readonly OpenEndpoint[]> {
    const endpoints = endpointsOf(loadBalancer.host, listeners, this.#parts.options.allowedPorts);
    if (endpoints.length === 0) return [];
    const instanceIds = await loadBalancer.instanceIds(context.signal);
    if (await this.#inspection.publicity.isMeantPublic(target, instanceIds)) return [];
    const { open, undecided } = await probeEndpoints(this.#inspection.probe, endpoints, context.signal);
    if (undecided) context.problem(loadBalancer.name, undecided);
    return open;
  }

  #isEnough({ ports, groups, udp, open }: Evidence): boolean {
    const { reportUdp } = this.#parts.options;
    return ports.length > 0 || !areNone(groups) || open.length > 0 || (reportUdp && !areNone(udp));
  }

  /** The application of the first instance that tells its own. */
  async #application(
    target: ScanTarget,
    instanceIds: readonly string[],
    signal: AbortSignal,
  ): Promise<Pick<LoadBalancerFinding, 'applicationId' | 'applicationVersion'>> {
    for (const instanceId of instanceIds) {
      const facts = await this.#inspection.userData.find(target, instanceId, signal);
      if (facts) return applicationMembers(facts);
    }
    return {};
  }

  /** The image of the first instance that exists. */
  async #image(
    target: ScanTarget,
    instanceIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ImageDetails | Record<string, never>> {
    for (const instanceId of instanceIds) {
      const { exists, imageId } = await this.#instances.instance(target, instanceId, signal);
      if (exists)
        return imageId === undefined ? {} : this.#inspection.images.detailsOf(target, imageId, signal);
    }
    return {};
  }

  #members({ name }: LoadBalancer, evidence: Evidence): JsonObject {
    const { ports, open } = evidence;
    const { allowedPorts } = this.#parts.options;
    const allowed = allowedPorts.join(', ');
    const messages = [
      ...(ports.length === 0
        ? []
        : [`Load balancer ${name} listens on other ports than ${allowed}: ${ports.join(', ')}`]),
      ...groupMessages(`load balancer ${name}`, evidence, allowedPorts),
    ];
    return {
      ...(ports.length > 0 && { unsecuredPorts: ports }),
      ...groupMembers(evidence),
      ...(messages.length > 0 && { errorMessages: messages }),
      ...openEndpointMembers(open, 'canonicalHostedZoneName'),
    };
  }
}
