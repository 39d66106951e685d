import { EC2Client, paginateDescribeTags } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';
import { batchesOf } from './batches.js';

/** Value of the tag; `undefined` when the image has none. */
interface TagValue {
  readonly value: string | undefined;
}

const TAG = 'ExpirationTime';
const MAX_ENTRIES = 10_000;
// Many accounts run the same few images, and they are scanned at the same time.
const KEPT_MILLISECONDS = 60_000;

/** Tags `ExpirationTime` of images. Only the account of their owner sees them. Kept for a minute, absent ones included. */
export class ExpirationTags {
  readonly #kept: LRUCache<string, TagValue>;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
  ) {
    this.#kept = new LRUCache({
      max: MAX_ENTRIES,
      ttl: KEPT_MILLISECONDS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** Values of the tags by image id; an image that is not among them has no tag. Rejects with what AWS answers. */
  async of(
    ownerId: string,
    region: string,
    imageIds: readonly string[],
    abortSignal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const keyOf = (imageId: string) => `${region} ${ownerId} ${imageId}`;
    const unknown = imageIds.filter((imageId) => !this.#kept.has(keyOf(imageId)));
    const asked = await this.#ask(ownerId, region, unknown, abortSignal);
    const values = imageIds.map((imageId) => {
      const value = this.#kept.get(keyOf(imageId))?.value ?? asked.get(imageId);
      return [imageId, value] as const;
    });
    for (const imageId of unknown) this.#kept.set(keyOf(imageId), { value: asked.get(imageId) });
    return new Map(values.flatMap(([imageId, value]) => (value === undefined ? [] : [[imageId, value]])));
  }

  async #ask(
    ownerId: string,
    region: string,
    imageIds: readonly string[],
    abortSignal: AbortSignal,
  ): Promise<Map<string, string>> {
    const client = this.clients.client(EC2Client, ownerId, region);
    const values = new Map<string, string>();
    for (const batch of batchesOf(imageIds)) {
      const Filters = [
        { Name: 'resource-id', Values: batch },
        { Name: 'resource-type', Values: ['image'] },
        { Name: 'key', Values: [TAG] },
      ];
      for await (const { Tags = [] } of paginateDescribeTags({ client }, { Filters }, { abortSignal })) {
        for (const { ResourceId, Value } of Tags) if (ResourceId && Value) values.set(ResourceId, Value);
      }
    }
    return values;
  }
}
