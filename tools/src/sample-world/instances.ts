import type { JsonObject } from '@fullstop/core';
import type { Random } from './random.js';
import { ALLOWED_REGIONS, type ExpectedFinding, isAllowed, type Scene } from './scene.js';

/** Images that instances are started from. */
export const IMAGES: readonly string[] = [
  'ami-0a1b2c3d4e5f60718',
  'ami-0bad5eed0bad5eed0',
  'ami-0c0ffee0c0ffee012',
  'ami-0dead10ccdead10cc',
];

const TYPES = ['m7g.large', 'c7g.xlarge', 't4g.small', 'r7g.2xlarge'] as const;

/** What matters about a launched instance. */
export interface Launch {
  /** As CloudTrail has it, blanks included; absent without a key pair. */
  readonly keyName?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The service that manages the instance, for compute that the customer does not configure. */
  readonly managedBy?: string;
}

/** The id of a new instance. */
export function instanceId(random: Random): string {
  return `i-0${random.hex(16)}`;
}

/** An element of `responseElements.instancesSet.items` of a RunInstances record. */
export function launchedItem(scene: Scene, index: number, launch: Launch): JsonObject {
  const { random } = scene;
  const groupSet = { items: [{ groupId: `sg-0${random.hex(16)}`, groupName: 'shop-app' }] };
  const subnetId = `subnet-0${random.hex(16)}`;
  const vpcId = `vpc-0${random.hex(16)}`;
  const operator: JsonObject = launch.managedBy
    ? { managed: true, principal: launch.managedBy }
    : { managed: false };
  return {
    instanceId: instanceId(random),
    imageId: random.pick(IMAGES),
    currentState: { code: 0, name: 'pending' },
    instanceState: { code: 0, name: 'pending' },
    privateDnsName: `ip-10-0-${index}-17.${scene.region}.compute.internal`,
    ...(launch.keyName !== undefined && { keyName: launch.keyName }),
    amiLaunchIndex: index,
    productCodes: {},
    instanceType: random.pick(TYPES),
    launchTime: Math.floor(scene.time.getTime() / 1000) * 1000,
    placement: { availabilityZone: `${scene.region}a`, tenancy: 'default' },
    monitoring: { state: 'disabled' },
    subnetId,
    vpcId,
    privateIpAddress: `10.0.${index}.17`,
    stateReason: { code: 'pending', message: 'pending' },
    architecture: 'arm64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: {},
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    tagSet: {
      items: Object.entries(launch.tags ?? { Name: 'shop' }).map(([key, value]) => ({ key, value })),
    },
    clientToken: random.uuid(),
    groupSet,
    sourceDestCheck: true,
    networkInterfaceSet: {
      items: [
        {
          networkInterfaceId: `eni-0${random.hex(16)}`,
          subnetId,
          vpcId,
          ownerId: scene.accountId,
          status: 'in-use',
          privateIpAddress: `10.0.${index}.17`,
          groupSet,
          attachment: { attachmentId: `eni-attach-0${random.hex(16)}`, deviceIndex: 0, status: 'attaching' },
          ipv6AddressesSet: { items: [{ ipv6Address: `2001:db8:1234:1a00::${random.hex(4)}` }] },
          operator: { managed: false },
        },
      ],
    },
    iamInstanceProfile: {
      arn: `arn:aws:iam::${scene.accountId}:instance-profile/shop`,
      id: `AIPA${random.capitals(17)}`,
    },
    ebsOptimized: false,
    cpuOptions: { coreCount: 2, threadsPerCore: 1 },
    capacityReservationSpecification: { capacityReservationPreference: 'open' },
    enclaveOptions: { enabled: false },
    metadataOptions: {
      state: 'pending',
      httpTokens: 'required',
      httpPutResponseHopLimit: 2,
      httpEndpoint: 'enabled',
    },
    maintenanceOptions: { autoRecovery: 'default' },
    privateDnsNameOptions: { hostnameType: 'ip-name', enableResourceNameDnsARecord: false },
    bootMode: 'uefi',
    operator,
  };
}

/** The response of a RunInstances call. */
export function reservation(scene: Scene, items: JsonObject[]): JsonObject {
  return {
    requestId: scene.random.uuid(),
    reservationId: `r-0${scene.random.hex(16)}`,
    ownerId: scene.accountId,
    groupSet: {},
    instancesSet: { items },
  };
}

/** What the region and key pair plugins report about launched instances. */
export function findingsOfLaunch(scene: Scene, items: readonly JsonObject[]): ExpectedFinding[] {
  return items.flatMap((item) => {
    const id = String(item.instanceId);
    const keyName = typeof item.keyName === 'string' ? item.keyName.trim() : '';
    const findings: ExpectedFinding[] = [];
    if (!isAllowed(scene.region)) {
      findings.push({
        type: 'WRONG_REGION',
        instanceId: id,
        metaInfo: { allowed_regions: [...ALLOWED_REGIONS] },
      });
    }
    if (keyName !== '') {
      const ami = { ami_owner_id: '', ami_id: String(item.imageId), ami_name: '' };
      findings.push({ type: 'EC2_WITH_KEYPAIR', instanceId: id, metaInfo: { key_name: keyName, ...ami } });
    }
    return findings;
  });
}
