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
import { type Endpoint, type OpenEndpoint, probeEndpoints } from '../shared/probe/index.js';
import { eachResource } from '../shared/scanning/each-resource.js';
import { areNone, type GroupEvidence, type GroupsById } from '../shared/security-groups/index.js';
import type { FetchEC2Options } from './fetch-ec2.options.js';
import { type PublicInstance, publicInstances } from './public-instance.js';

type InstanceFinding = JobFinding<'UNSECURED_PUBLIC_ENDPOINT'>;

/** What speaks against an instance. */
interface Evidence extends GroupEvidence {
  readonly open: readonly OpenEndpoint[];
}

const SSH = 22;
const HTTPS = 443;

/** Looks for instances that serve the internet without being meant to. */
export class InstanceScan {
  readonly #parts: EndpointScanParts<FetchEC2Options>;
  readonly #inspection: EndpointInspection;

  constructor(parts: EndpointScanParts<FetchEC2Options>) {
    this.#parts = parts;
    this.#inspection = endpointInspection(parts);
  }

  async scan(target: ScanTarget, context: ScanContext): Promise<InstanceFinding[]> {
    const instances = await publicInstances(this.#parts.clients, target, context.signal);
    const groupIds = instances.flatMap((instance) => instance.groupIds);
    const groups = await this.#inspection.groups.read(target, groupIds, context.signal);
    return eachResource(
      instances,
      ({ instanceId }) => instanceId,
      (instance) => this.#look(target, instance, groups, context),
      context,
    );
  }

  async #look(
    target: ScanTarget,
    instance: PublicInstance,
    groups: GroupsById,
    context: ScanContext,
  ): Promise<InstanceFinding | undefined> {
    const evidence = await this.#evidence(target, instance, groups, context);
    if (!this.#isEnough(instance, evidence)) return undefined;
    const { imageId, instanceId } = instance;
    const { images, userData } = this.#inspection;
    return {
      type: 'UNSECURED_PUBLIC_ENDPOINT',
      instanceId,
      ...applicationMembers(await userData.find(target, instanceId, context.signal)),
      metaInfo: {
        ...(imageId && (await images.detailsOf(target, imageId, context.signal))),
        ...this.#members(evidence),
      },
    };
  }

  async #evidence(
    target: ScanTarget,
    instance: PublicInstance,
    groups: GroupsById,
    context: ScanContext,
  ): Promise<Evidence> {
    const { allowedPorts, completeEvidence } = this.#parts.options;
    const { groups: check, probe, publicity } = this.#inspection;
    const { instanceId, groupIds } = instance;
    const ofGroups = await check.evidence(target, groupIds, groups, allowedPorts, context.signal);
    const evidence = { ...ofGroups, open: [] };
    if (this.#isEnough(instance, evidence) && !completeEvidence) return evidence;
    if (await publicity.isMeantPublic(target, [instanceId])) return evidence;
    const { open, undecided } = await probeEndpoints(probe, this.#endpointsOf(instance), context.signal);
    if (undecided) context.problem(instanceId, undecided);
    return { ...evidence, open };
  }

  /**
   * Whether there is a violation. That groups let the internet in says nothing about an instance with nothing but IPv6
   * addresses: all of them are addresses of the internet, also those that no gateway lets through.
   */
  #isEnough({ ipv4Addresses }: PublicInstance, { groups, udp, open }: Evidence): boolean {
    if (open.length > 0) return true;
    const { reportUdp } = this.#parts.options;
    return ipv4Addresses.length > 0 && (!areNone(groups) || (reportUdp && !areNone(udp)));
  }

  #endpointsOf({ ipv4Addresses, ipv6Addresses }: PublicInstance): Endpoint[] {
    const ports = this.#parts.options.allowedPorts.filter((port) => port !== SSH);
    return [...ipv4Addresses, ...ipv6Addresses].flatMap((host) =>
      ports.map((port) => ({ scheme: port === HTTPS ? 'https' : 'http', host, port }) as const),
    );
  }

  #members(evidence: Evidence): JsonObject {
    const { open } = evidence;
    const messages = groupMessages('the instance', evidence, this.#parts.options.allowedPorts);
    return {
      ...groupMembers(evidence),
      ...(messages.length > 0 && { errorMessages: messages }),
      ...openEndpointMembers(open, 'instancePublicIpAddress'),
      // The original spelled it like this, for instances only.
      ...(open[0] && { Port: open[0].port }),
    };
  }
}
