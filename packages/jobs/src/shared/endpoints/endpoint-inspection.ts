import type { AwsClients } from '@fullstop/aws';
import type { TaupageFacts } from '@fullstop/aws/user-data';
import type { Kio } from '@fullstop/clients';
import type { Clock, InstanceApplications, JobFinding, JsonObject, Logger } from '@fullstop/core';
import { ImageDirectory } from '../instance-facts/image-details.js';
import { Publicity } from '../instance-facts/publicity.js';
import { TaupageUserData } from '../instance-facts/taupage-user-data.js';
import { EndpointProbe, type OpenEndpoint, type ProbeNetwork } from '../probe/index.js';
import { areNone, type GroupEvidence, SecurityGroupCheck } from '../security-groups/index.js';
import type { EndpointOptions } from './endpoint.options.js';

/** What scans of endpoints need. */
export interface EndpointScanParts<Options extends EndpointOptions> {
  /** Id of the job. */
  readonly job: string;
  readonly options: Options;
  readonly clients: AwsClients;
  readonly applications: InstanceApplications;
  readonly kio: Kio | undefined;
  readonly network: ProbeNetwork;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What scans of endpoints ask. */
export interface EndpointInspection {
  readonly groups: SecurityGroupCheck;
  readonly images: ImageDirectory;
  readonly userData: TaupageUserData;
  readonly publicity: Publicity;
  readonly probe: EndpointProbe;
}

/** Makes what scans of endpoints ask. */
export function endpointInspection(parts: EndpointScanParts<EndpointOptions>): EndpointInspection {
  const { job, options, clients, applications, kio, network, clock, logger } = parts;
  return {
    groups: new SecurityGroupCheck(clients, clock, options.internalRanges),
    images: new ImageDirectory(clients, clock),
    userData: new TaupageUserData(clients, clock, logger),
    publicity: new Publicity(applications, kio),
    probe: new EndpointProbe(job, options, network),
  };
}

/** Application and version of a finding, as user data tell them. */
export function applicationMembers(
  facts: TaupageFacts | undefined,
): Pick<JobFinding, 'applicationId' | 'applicationVersion'> {
  const { applicationId, applicationVersion } = facts ?? {};
  return { ...(applicationId && { applicationId }), ...(applicationVersion && { applicationVersion }) };
}

/** Members of `meta_info` about security groups. */
export function groupMembers({ groups, udp }: GroupEvidence): JsonObject {
  return {
    ...(!areNone(groups) && { unsecuredSecurityGroups: groups }),
    ...(!areNone(udp) && { udp_security_groups: udp }),
  };
}

/** What is wrong with the security groups of a resource, for people. */
export function groupMessages(
  owner: string,
  { groups, udp }: GroupEvidence,
  allowedPorts: readonly number[],
): string[] {
  const ports = allowedPorts.join(', ');
  return [
    ...(areNone(groups)
      ? []
      : [`Security groups of ${owner} let the internet in on other ports than ${ports}`]),
    ...(areNone(udp) ? [] : [`Security groups of ${owner} let the internet in by UDP on ports ${ports}`]),
  ];
}

/** Members of `meta_info` about open endpoints: the first one, under the name its host had in the original, and all of them. */
export function openEndpointMembers(open: readonly OpenEndpoint[], hostMember: string): JsonObject {
  const [first] = open;
  if (!first) return {};
  return {
    [hostMember]: first.host,
    port: first.port,
    Error: first.text,
    open_endpoints: open.map(({ host, port, text }) => ({ address: host, port, error: text })),
  };
}
