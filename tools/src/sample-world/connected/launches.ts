import type { JsonObject } from '@fullstop/core';
import type { InstanceWorld } from '../../aws-server/index.js';
import { recordOf } from '../envelope.js';
import { type Caller, deployer } from '../identities.js';
import { launchedItem, reservation } from '../instances.js';
import { ALLOWED_REGIONS, isAllowed, type Scene } from '../scene.js';
import { archivesOf, type GroupChange } from './archives.js';
import { checkOf, type Episode, episodeOf, violationIn } from './episode.js';
import type { CheckedFinding, ConnectedCheck } from './expected.js';
import { type ImageKind, imageDetails } from './images.js';
import { deployedOn, EC2, lifecycleRows, userDataChecks } from './instance-checks.js';
import type { SubnetKind } from './networks.js';
import { innerGroup, type SecurityGroupPair, webGroup } from './security-groups.js';
import type { UserDataKind } from './user-data.js';

/** Which security groups an instance has. */
export type GroupsKind = 'web' | 'second-interface' | 'one-deleted' | 'all-deleted' | 'none';

/** How an instance is launched. */
export interface LaunchedKind {
  readonly image: ImageKind;
  readonly userData: UserDataKind;
  readonly subnet: SubnetKind;
  readonly groups: GroupsKind;
  readonly keyName?: string;
  /** It has pushed its user data to the bucket when it booted, so that there is a folder for it. */
  readonly booted?: boolean;
}

/** How a launch is called. */
export interface LaunchOptions {
  readonly caller?: (scene: Scene) => Caller;
  /** CloudTrail left the answer out for its size: EC2 has to be asked which instances there are. */
  readonly omitted?: boolean;
  /** A group of an earlier launch in the same place, as it is now; takes the place of the first one. */
  readonly changedGroup?: { readonly pair: SecurityGroupPair; readonly change: GroupChange };
}

/** A launched instance with everything that is known about it. */
export interface LaunchedInstance extends LaunchedKind {
  readonly instanceId: string;
  readonly launchTime: Date;
  readonly item: JsonObject;
  /** Its groups that EC2 knows, in the order of the instance. */
  readonly known: readonly SecurityGroupPair[];
  readonly deletedGroupIds: readonly string[];
}

/** A launch of some instances. */
export interface Launch extends Episode {
  readonly scene: Scene;
  readonly launched: readonly LaunchedInstance[];
}

export function launch(scene: Scene, kinds: readonly LaunchedKind[], options: LaunchOptions = {}): Launch {
  const { caller = deployer, omitted = false, changedGroup } = options;
  const launched = kinds.map((kind, index) => launchedInstance(scene, kind, index, changedGroup?.pair));
  const clientToken = scene.random.uuid();
  const record = recordOf(scene, {
    service: 'ec2',
    name: 'RunInstances',
    caller: caller(scene),
    request: { instancesSet: { items: [{ minCount: 1, maxCount: kinds.length }] }, clientToken },
    response: omitted
      ? { omitted: true }
      : reservation(
          scene,
          launched.map(({ item }) => item),
        ),
  });
  const groups = launched.flatMap(({ known }) => known.map(({ world }) => world));
  const changes = changedGroup ? { [idOf(changedGroup.pair)]: changedGroup.change } : {};
  const { archives, objects } = archivesOf(scene, record, launched, changes);
  return {
    scene,
    launched,
    ...episodeOf(record, {
      checks: checksOf(scene, record, launched, omitted),
      lifecycle: launched.flatMap((each) => lifecycleRows(scene, record, each.launchTime, each)),
      archives,
      objects,
      instances: launched.map((each) => instanceIn(scene, each, clientToken)),
      securityGroups: groups,
    }),
  };
}

function checksOf(
  scene: Scene,
  record: JsonObject,
  launched: readonly LaunchedInstance[],
  omitted: boolean,
): ConnectedCheck[] {
  const withGroups = launched.filter(({ groups }) => groups !== 'none');
  const reachesBucket = withGroups.some(({ known }) => known.length > 0);
  const each = (findings: (one: LaunchedInstance) => CheckedFinding[]) => launched.flatMap(findings);
  return [
    checkOf(
      record,
      'ami',
      EC2,
      each((one) => amiFindings(scene, record, one)),
    ),
    checkOf(
      record,
      'keypair',
      omitted ? EC2 : [],
      each((one) => keyPairFindings(scene, record, one, omitted)),
    ),
    checkOf(
      record,
      'region',
      [],
      each((one) => regionFindings(scene, record, one)),
    ),
    checkOf(
      record,
      'subnet',
      EC2,
      each((one) => subnetFindings(scene, record, one, omitted)),
    ),
    checkOf(record, 'lifecycle', EC2),
    checkOf(record, 'security-group', [
      ...(withGroups.length > 0 || omitted ? EC2 : []),
      ...(reachesBucket ? (['s3'] as const) : []),
    ]),
    ...userDataChecks(scene, record, launched),
  ];
}

function amiFindings(scene: Scene, record: JsonObject, one: LaunchedInstance): CheckedFinding[] {
  const { image, instanceId } = one;
  if (image.reason === undefined) return [];
  const metaInfo = { ...imageDetails(image), reason: image.reason };
  return [{ violation: violationIn(scene, record, { type: 'WRONG_AMI', instanceId, metaInfo }), needs: EC2 }];
}

function keyPairFindings(
  scene: Scene,
  record: JsonObject,
  one: LaunchedInstance,
  omitted: boolean,
): CheckedFinding[] {
  const { keyName, image, instanceId } = one;
  if (keyName === undefined) return [];
  const found = { type: 'EC2_WITH_KEYPAIR', instanceId };
  const metaInfo = { key_name: keyName, ...imageDetails(image) };
  const withoutEc2 = { key_name: keyName, ami_owner_id: '', ami_id: image.image.imageId, ami_name: '' };
  return [
    {
      violation: violationIn(scene, record, { ...found, ...deployedOn(one), metaInfo }),
      needs: omitted ? EC2 : [],
      withoutEc2: violationIn(scene, record, { ...found, metaInfo: withoutEc2 }),
    },
  ];
}

function regionFindings(
  scene: Scene,
  record: JsonObject,
  { instanceId }: LaunchedInstance,
): CheckedFinding[] {
  if (isAllowed(scene.region)) return [];
  const metaInfo = { allowed_regions: [...ALLOWED_REGIONS] };
  return [
    { violation: violationIn(scene, record, { type: 'WRONG_REGION', instanceId, metaInfo }), needs: [] },
  ];
}

function subnetFindings(
  scene: Scene,
  record: JsonObject,
  one: LaunchedInstance,
  omitted: boolean,
): CheckedFinding[] {
  const { subnet, instanceId } = one;
  if (!subnet.finding) return [];
  // Who had to ask EC2 for the instances knows that they have no addresses.
  const isTold = omitted && subnet.ipv6Address === undefined;
  const metaInfo = { ...subnet.finding, ...(isTold && { public_address: 'none' }) };
  const found = { type: 'EC2_RUN_IN_PUBLIC_SUBNET', instanceId, metaInfo };
  return [{ violation: violationIn(scene, record, { ...found, ...deployedOn(one) }), needs: EC2 }];
}

function launchedInstance(
  scene: Scene,
  kind: LaunchedKind,
  index: number,
  earlier: SecurityGroupPair | undefined,
): LaunchedInstance {
  const { image, subnet, keyName } = kind;
  const { random, region, accountId } = scene;
  const groupId = () => `sg-0${random.hex(16)}`;
  const place = { vpcId: subnet.vpcId, region, accountId };
  const web = earlier ?? webGroup({ ...place, groupId: groupId() });
  const inner = innerGroup({ ...place, groupId: groupId() }, web.world.groupId);
  const deleted = groupId();
  const has = GROUPS[kind.groups]({ web, inner, deleted });
  const base = launchedItem(scene, index, keyName === undefined ? {} : { keyName });
  return {
    ...kind,
    instanceId: String(base.instanceId),
    launchTime: new Date(Number(base.launchTime)),
    item: { ...base, imageId: image.image.imageId, ...connection(subnet, has.first, has.second) },
    known: has.known,
    deletedGroupIds: has.deleted,
  };
}

interface Groups {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly known: readonly SecurityGroupPair[];
  readonly deleted: readonly string[];
}

interface GroupChoice {
  readonly web: SecurityGroupPair;
  readonly inner: SecurityGroupPair;
  /** Id of a group that is deleted by now. */
  readonly deleted: string;
}

const GROUPS: Readonly<Record<GroupsKind, (choice: GroupChoice) => Groups>> = {
  web: ({ web }) => ({ first: [idOf(web)], second: [], known: [web], deleted: [] }),
  'second-interface': ({ web, inner }) => {
    return { first: [idOf(web)], second: [idOf(inner)], known: [web, inner], deleted: [] };
  },
  'one-deleted': ({ web, deleted }) => {
    return { first: [deleted, idOf(web)], second: [], known: [web], deleted: [deleted] };
  },
  'all-deleted': ({ deleted }) => ({ first: [deleted], second: [], known: [], deleted: [deleted] }),
  none: () => ({ first: [], second: [], known: [], deleted: [] }),
};

function idOf({ world }: SecurityGroupPair): string {
  return world.groupId;
}

/** What an item says about its network. */
function connection(subnet: SubnetKind, first: readonly string[], second: readonly string[]): JsonObject {
  const { subnetId, vpcId, ipv6Address } = subnet;
  const networkInterface = (
    digit: string,
    groupIds: readonly string[],
    ipv6: readonly string[],
  ): JsonObject => ({
    networkInterfaceId: `eni-0${digit.repeat(16)}`,
    subnetId,
    vpcId,
    groupSet: groupSet(groupIds),
    ipv6AddressesSet: { items: ipv6.map((address) => ({ ipv6Address: address })) },
    operator: { managed: false },
  });
  const items = [networkInterface('1', first, ipv6Address === undefined ? [] : [ipv6Address])];
  if (second.length > 0) items.push(networkInterface('2', second, []));
  return { subnetId, vpcId, groupSet: groupSet(first), networkInterfaceSet: { items } };
}

function groupSet(groupIds: readonly string[]): JsonObject {
  return { items: groupIds.map((groupId) => ({ groupId, groupName: 'shop-app' })) };
}

/** The instance as EC2 knows it some minutes later. */
function instanceIn(scene: Scene, one: LaunchedInstance, clientToken: string): InstanceWorld {
  const { instanceId, image, userData, subnet, keyName, known, deletedGroupIds, launchTime } = one;
  const [first = deletedGroupIds[0], second] = known.map(idOf);
  return {
    instanceId,
    region: scene.region,
    imageId: image.image.imageId,
    ...(image.known === 'by-instance' && { imageMetadata: image.image }),
    ...(keyName !== undefined && { keyName }),
    clientToken,
    launchTime: launchTime.toISOString(),
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    groupIds: first === undefined ? [] : [first],
    ...(second !== undefined && { interfaceGroupIds: [second] }),
    ...(userData.text !== undefined && { userData: userData.text }),
  };
}
