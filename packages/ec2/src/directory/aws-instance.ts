import type { TaupageFacts, UserDataFacts } from '@fullstop/aws/user-data';
import type { KioApplication, PierOneTag, ScmSource } from '@fullstop/clients';
import { type InstanceItem, valueAt } from '@fullstop/core';
import type { ImageVerdict } from '../facts/image-verdict.js';
import type { MachineImage } from '../facts/machine-image.js';
import type { SecurityGroupFacts } from '../facts/security-group-facts.js';
import type { SubnetFacts } from '../facts/subnet-facts.js';
import type { Instance } from '../instance.js';
import type { EventInstance, InstanceFacts } from './instance-facts.js';
import type { RegistryFacts } from './registry-facts.js';
import { type Patience, waitFor } from './wait.js';

/** Where the facts of an instance come from, and how long they are waited for. */
export interface FactSources {
  readonly facts: InstanceFacts;
  readonly registries: RegistryFacts;
  readonly patience: Patience;
}

/** {@link Instance} for one inspection. Its text names account, region and id; facts are never part of it. */
export class AwsInstance implements Instance {
  readonly instanceId: string;
  readonly accountId: string;
  readonly region: string;
  readonly item: InstanceItem;
  readonly isServiceManaged: boolean;
  readonly #instance: EventInstance;
  readonly #sources: FactSources;

  constructor(instance: EventInstance, sources: FactSources) {
    const { item, place } = instance;
    this.instanceId = item.instanceId;
    this.accountId = place.accountId;
    this.region = place.region;
    this.item = item;
    this.isServiceManaged = valueAt(item.item, 'operator', 'managed') === true;
    this.#instance = instance;
    this.#sources = sources;
  }

  imageId(): Promise<string | undefined> {
    return this.#wait('image id', this.#facts.imageId(this.#instance));
  }

  image(): Promise<MachineImage | undefined> {
    return this.#wait('image', this.#facts.image(this.#instance));
  }

  imageVerdict(): Promise<ImageVerdict> {
    return this.#wait('image', this.#facts.imageVerdict(this.#instance));
  }

  isTaupage(): Promise<boolean> {
    return this.#wait('image', this.#facts.isTaupage(this.#instance));
  }

  userData(): Promise<UserDataFacts> {
    return this.#wait('user data', this.#facts.userData(this.#instance));
  }

  applicationId(): Promise<string | undefined> {
    return this.#fromUserData('applicationId');
  }

  applicationVersion(): Promise<string | undefined> {
    return this.#fromUserData('applicationVersion');
  }

  source(): Promise<string | undefined> {
    return this.#fromUserData('source');
  }

  runtime(): Promise<string | undefined> {
    return this.#fromUserData('runtime');
  }

  async application(): Promise<KioApplication | undefined> {
    const id = await this.applicationId();
    if (id === undefined) return undefined;
    return this.#wait('application', this.#sources.registries.application(id));
  }

  async imageTag(): Promise<PierOneTag | undefined> {
    const source = await this.source();
    if (source === undefined) return undefined;
    return this.#wait('image tag', this.#sources.registries.tag(source));
  }

  async scmSource(): Promise<ScmSource | undefined> {
    const source = await this.source();
    if (source === undefined) return undefined;
    return this.#wait('scm source', this.#sources.registries.scmSource(source));
  }

  subnet(): Promise<SubnetFacts | undefined> {
    return this.#wait('subnet', this.#facts.subnet(this.#instance));
  }

  securityGroups(): Promise<SecurityGroupFacts> {
    return this.#wait('security groups', this.#facts.securityGroups(this.#instance));
  }

  toString(): string {
    return `${this.instanceId} in ${this.accountId}/${this.region}`;
  }

  get #facts(): InstanceFacts {
    return this.#sources.facts;
  }

  async #fromUserData(name: Exclude<keyof TaupageFacts, 'kind'>): Promise<string | undefined> {
    const userData = await this.userData();
    return userData.kind === 'taupage' ? userData[name] : undefined;
  }

  #wait<T>(fact: string, asked: Promise<T>): Promise<T> {
    return waitFor(`${fact} of ${this}`, asked, this.#sources.patience);
  }
}
