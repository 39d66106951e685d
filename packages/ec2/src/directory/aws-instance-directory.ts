import { type CloudTrailEvent, type InstanceItem, instancesOf, silentLogger } from '@fullstop/core';
import type { Instance, InstanceDirectory } from '../instance.js';
import { AwsInstance } from './aws-instance.js';
import { instanceItemsOf } from './event-instances.js';
import type { InstanceDirectoryOptions } from './instance-directory.options.js';
import { InstanceFacts } from './instance-facts.js';
import type { InstancePorts } from './instance-ports.js';
import { RegistryFacts } from './registry-facts.js';
import { patience, waitFor } from './wait.js';

/** {@link InstanceDirectory} over EC2 and the registries. One per process, so that all plugins share its facts. */
export class AwsInstanceDirectory implements InstanceDirectory {
  readonly #ports: InstancePorts;
  readonly #facts: InstanceFacts;
  readonly #registries: RegistryFacts;
  readonly #waitSeconds: number;
  /** Lists that are looked up, or were, by the event that every plugin gets. */
  readonly #items = new WeakMap<CloudTrailEvent, Promise<readonly InstanceItem[]>>();

  /** @throws {InstanceOptionsError} naming every option that cannot be used. */
  constructor(ports: InstancePorts, options: InstanceDirectoryOptions) {
    this.#ports = ports;
    this.#facts = new InstanceFacts(ports, options);
    this.#registries = new RegistryFacts(ports);
    this.#waitSeconds = options.waitSeconds ?? 25;
  }

  async of(event: CloudTrailEvent, signal?: AbortSignal): Promise<readonly Instance[]> {
    signal?.throwIfAborted();
    const patient = patience(this.#waitSeconds, signal);
    const items = await waitFor(`instances of ${event.eventID}`, this.#itemsOf(event), patient);
    const place = { accountId: event.accountId, region: event.awsRegion };
    const sources = { facts: this.#facts, registries: this.#registries, patience: patient };
    return items.map((item) => new AwsInstance({ event, item, items, place }, sources));
  }

  #itemsOf(event: CloudTrailEvent): Promise<readonly InstanceItem[]> {
    const known = this.#items.get(event);
    if (known) return known;
    const items = this.#lookUpItems(event);
    this.#items.set(event, items);
    return items;
  }

  async #lookUpItems(event: CloudTrailEvent): Promise<readonly InstanceItem[]> {
    try {
      // Later, so that `#itemsOf` has made the look-up known before it can fail.
      await Promise.resolve();
      const items = await instanceItemsOf(event, this.#facts.descriptions);
      if (items.length === 0) this.#warnOfNone(event);
      return items;
    } catch (error) {
      this.#items.delete(event);
      throw error;
    }
  }

  #warnOfNone(event: CloudTrailEvent): void {
    const { eventID: event_id, accountId: account_id, awsRegion: region } = event;
    const { reason } = instancesOf(event);
    const { logger = silentLogger } = this.#ports;
    logger.warn({ event_id, account_id, region, reason }, 'Event lists no instances.');
  }
}
