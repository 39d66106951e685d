import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import type { UserDataFacts } from '@fullstop/aws/user-data';
import {
  type CloudTrailEvent,
  FactUnavailableError,
  type InstanceItem,
  messageOf,
  systemClock,
  textAt,
} from '@fullstop/core';
import { NEEDS_APPROVED_IMAGES } from '../approved-images.js';
import type { ImageVerdict } from '../facts/image-verdict.js';
import type { MachineImage } from '../facts/machine-image.js';
import type { SecurityGroupFacts } from '../facts/security-group-facts.js';
import type { SubnetFacts } from '../facts/subnet-facts.js';
import { Descriptions } from '../lookup/descriptions.js';
import { Images } from '../lookup/images.js';
import { nameOf, type Place } from '../lookup/place.js';
import { SecurityGroups } from '../lookup/security-groups.js';
import { Subnets } from '../lookup/subnets.js';
import { UserData } from '../lookup/user-data.js';
import { publicAddressesOf } from './addresses.js';
import type { InstanceDirectoryOptions } from './instance-directory.options.js';
import type { InstancePorts } from './instance-ports.js';
import { saysWhichImages, TaupageRule } from './taupage-rule.js';

/** An instance among the others of its event. */
export interface EventInstance {
  readonly event: CloudTrailEvent;
  readonly item: InstanceItem;
  readonly items: readonly InstanceItem[];
  readonly place: Place;
}

/** Puts together what event, EC2 and history say about instances. Shared by all events; the look-ups keep the values. */
export class InstanceFacts {
  readonly descriptions: Descriptions;
  readonly #images: Images;
  readonly #userData: UserData;
  readonly #subnets: Subnets;
  readonly #groups: SecurityGroups;
  readonly #rule: TaupageRule | undefined;
  readonly #ports: InstancePorts;

  /** @throws {InstanceOptionsError} */
  constructor(ports: InstancePorts, options: InstanceDirectoryOptions) {
    const { clients, clock = systemClock } = ports;
    this.#ports = ports;
    this.#rule = saysWhichImages(options) ? new TaupageRule(options) : undefined;
    this.descriptions = new Descriptions(clients, clock);
    this.#images = new Images(clients, clock, options.imageSeconds ?? 600);
    this.#userData = new UserData(clients, clock, options.userDataSeconds ?? 300);
    this.#subnets = new Subnets(clients, clock);
    this.#groups = new SecurityGroups(clients, clock);
  }

  async imageId(instance: EventInstance): Promise<string | undefined> {
    const { item, place } = instance;
    // A blank id is an answer, too; only a missing one is looked up.
    if (typeof item.item.imageId === 'string') return item.imageId;
    const description = await this.#describe(instance);
    if (description !== 'gone') return description?.ImageId?.trim() || undefined;
    const imageId = await this.#imageIdInHistory(instance);
    if (imageId !== undefined) return imageId;
    throw isGone(`image of ${item.instanceId} in ${nameOf(place)}`);
  }

  async image(instance: EventInstance): Promise<MachineImage | undefined> {
    const imageId = await this.imageId(instance);
    if (imageId === undefined) return undefined;
    const { item, items, place } = instance;
    const known = items.map((each) => [each.instanceId, this.#knownImageId(place, each)] as const);
    return this.#images.find(place, {
      imageId,
      instanceId: item.instanceId,
      imageIds: known.flatMap(([, id]) => id ?? []),
      instanceIds: known.flatMap(([instanceId, id]) => (id === imageId ? [instanceId] : [])),
    });
  }

  async imageVerdict(instance: EventInstance): Promise<ImageVerdict> {
    const rule = this.#rule;
    if (!rule) {
      throw new FactUnavailableError(
        `kind of image of ${instance.item.instanceId}`,
        `nobody said which images are approved; ${NEEDS_APPROVED_IMAGES.remedy}`,
      );
    }
    const imageId = await this.imageId(instance);
    if (imageId === undefined) return 'ami-not-found';
    if (rule.namesImage(imageId)) return 'approved';
    const image = await this.image(instance);
    return image === undefined ? 'ami-not-found' : rule.verdictOn(image);
  }

  async isTaupage(instance: EventInstance): Promise<boolean> {
    return (await this.imageVerdict(instance)) === 'approved';
  }

  async userData(instance: EventInstance): Promise<UserDataFacts> {
    if (!(await this.isTaupage(instance))) return { kind: 'none', reason: 'not-taupage' };
    return this.#userData.find(instance.place, instance.item.instanceId, instance.event.eventID);
  }

  async subnet(instance: EventInstance): Promise<SubnetFacts | undefined> {
    const { item, place } = instance;
    const told = textAt(item.item, 'subnetId');
    const subnetId =
      told ?? (isFull(item) ? undefined : (await this.#presentOne(instance, 'subnet'))?.SubnetId);
    if (subnetId === undefined) return undefined;
    const connection = await this.#subnets.find(place, { subnetId, vpcId: () => this.#vpcId(instance) });
    const publicAddresses = publicAddressesOf(item, this.descriptions.peek(place, item.instanceId));
    return { ...connection, ...(publicAddresses && { publicAddresses }) };
  }

  async securityGroups(instance: EventInstance): Promise<SecurityGroupFacts> {
    const { item, items, place } = instance;
    if (isFull(item)) {
      const siblings = items.flatMap(({ securityGroupIds }) => securityGroupIds);
      return this.#groups.find(place, item.securityGroupIds, siblings);
    }
    const description = await this.#presentOne(instance, 'security groups');
    return this.#groups.find(place, groupIdsOf(description), []);
  }

  async #vpcId(instance: EventInstance): Promise<string | undefined> {
    const told = textAt(instance.item.item, 'vpcId');
    return told ?? (await this.#presentOne(instance, 'VPC'))?.VpcId;
  }

  /** @throws {FactUnavailableError} when the instance is gone, or so far gone that EC2 has forgotten where it was. */
  async #presentOne(instance: EventInstance, fact: string): Promise<Ec2Instance | undefined> {
    const description = await this.#describe(instance);
    if (description === 'gone' || (description?.State?.Name === 'terminated' && !description.SubnetId)) {
      throw isGone(`${fact} of ${instance.item.instanceId} in ${nameOf(instance.place)}`);
    }
    return description;
  }

  #describe({ item, items, place }: EventInstance) {
    const siblings = items.map(({ instanceId }) => instanceId);
    return this.descriptions.find(place, item.instanceId, siblings);
  }

  async #imageIdInHistory({ item, place }: EventInstance): Promise<string | undefined> {
    const { accountId, region } = place;
    try {
      return (await this.#ports.history?.newest(accountId, region, item.instanceId))?.imageId;
    } catch (error) {
      const fact = `history of ${item.instanceId} in ${nameOf(place)}`;
      throw new FactUnavailableError(fact, messageOf(error), { cause: error });
    }
  }

  #knownImageId(place: Place, { imageId, instanceId }: InstanceItem): string | undefined {
    return imageId ?? this.descriptions.peek(place, instanceId)?.ImageId;
  }
}

/** Whether an item is one of a launch; those of start, stop and terminate calls hold nothing but id and states. */
function isFull({ item }: InstanceItem): boolean {
  return ['imageId', 'subnetId', 'groupSet', 'networkInterfaceSet'].some((name) => Object.hasOwn(item, name));
}

function groupIdsOf(description: Ec2Instance | undefined): string[] {
  const interfaces = (description?.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups);
  const groups = [...(description?.SecurityGroups ?? []), ...interfaces];
  return [...new Set(groups.flatMap(({ GroupId }) => GroupId ?? []))];
}

function isGone(fact: string): FactUnavailableError {
  return new FactUnavailableError(
    fact,
    'EC2 does not know the instance any more, and earlier events do not tell',
  );
}
