import { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock, JobFinding, Logger, ScanContext, ScanTarget } from '@fullstop/core';
import pLimit from 'p-limit';
import { TaupageUserData } from '../shared/instance-facts/taupage-user-data.js';
import { ExpirationTags } from './expiration-tags.js';
import { type Expiration, parseExpiration } from './expiration-time.js';
import { type InstanceImage, rememberedImages, visibleImages } from './instance-images.js';
import { type RunningInstance, runningInstances } from './running-instances.js';
import { isTaupage, type TaupageImages } from './taupage-images.js';

type AmiFinding = JobFinding<'OUTDATED_TAUPAGE'>;

/** What is wrong with an image: it expired, or (`undefined`) its owner deregistered it and it has no expiration. */
interface Outdated {
  readonly image: InstanceImage;
  readonly expiration: Expiration | undefined;
}

const USER_DATA_CALLS = 4;

/** Looks for instances of expired Taupage images in one place after another. */
export class AmiScan {
  readonly #tags: ExpirationTags;
  readonly #userData: TaupageUserData;

  constructor(
    private readonly clients: AwsClients,
    private readonly taupageImages: readonly TaupageImages[],
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#tags = new ExpirationTags(clients, clock);
    this.#userData = new TaupageUserData(clients, clock, logger);
  }

  /** As the job's own. */
  async scan(target: ScanTarget, context: ScanContext): Promise<readonly AmiFinding[]> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const instances = await runningInstances(client, context.signal);
    const images = await this.#imagesOf(client, target, instances, context);
    const outdated = await this.#outdatedAmong(target, images, context);
    const limit = pLimit(USER_DATA_CALLS);
    const findings = instances.map(({ instanceId, imageId }) => {
      const found = outdated.get(imageId);
      return found ? limit(() => this.#findingOf(target, instanceId, found, context)) : undefined;
    });
    return (await Promise.all(findings)).filter((finding) => finding !== undefined);
  }

  /** The Taupage images of instances. */
  async #imagesOf(
    client: EC2Client,
    target: ScanTarget,
    instances: readonly RunningInstance[],
    context: ScanContext,
  ): Promise<InstanceImage[]> {
    // One instance of each image is as good as all of them.
    const byImage = new Map(instances.map((instance) => [instance.imageId, instance]));
    const images = await visibleImages(client, [...byImage.keys()], context.signal);
    const unseen = [...byImage.values()].filter(({ imageId }) => !images.has(imageId));
    const remembered = await this.#remembered(client, target, unseen, context);
    return [...images.values(), ...remembered.values()].filter((image) =>
      isTaupage(image, this.taupageImages),
    );
  }

  async #remembered(
    client: EC2Client,
    { accountId, region }: ScanTarget,
    instances: readonly RunningInstance[],
    context: ScanContext,
  ): Promise<ReadonlyMap<string, InstanceImage>> {
    try {
      const images = await rememberedImages(client, instances, context.signal);
      for (const { imageId } of instances) {
        if (images.has(imageId)) continue;
        const fields = { account_id: accountId, region };
        this.logger.debug(fields, `Nothing is known of image ${imageId} any more, so nothing is reported`);
      }
      return images;
    } catch (error) {
      context.signal.throwIfAborted();
      for (const { imageId } of instances) context.problem(`image ${imageId}`, error);
      return new Map();
    }
  }

  async #outdatedAmong(
    { region }: ScanTarget,
    images: readonly InstanceImage[],
    context: ScanContext,
  ): Promise<ReadonlyMap<string, Outdated>> {
    const outdated = new Map<string, Outdated>();
    for (const [ownerId, owned] of byOwner(images)) {
      const tags = await this.#tagsOf(ownerId, region, owned, context);
      if (!tags) continue;
      for (const image of owned) {
        try {
          const found = outdatedBy(image, tags.get(image.imageId), context.now);
          if (found) outdated.set(image.imageId, found);
        } catch (error) {
          context.problem(`image ${image.imageId}`, error);
        }
      }
    }
    return outdated;
  }

  /** `undefined` when the owner's account does not tell, which is noted for each image. */
  async #tagsOf(ownerId: string, region: string, images: readonly InstanceImage[], context: ScanContext) {
    const imageIds = images.map(({ imageId }) => imageId);
    try {
      return await this.#tags.of(ownerId, region, imageIds, context.signal);
    } catch (error) {
      context.signal.throwIfAborted();
      for (const imageId of imageIds) context.problem(`image ${imageId}`, error);
      return undefined;
    }
  }

  async #findingOf(
    target: ScanTarget,
    instanceId: string,
    { image, expiration }: Outdated,
    context: ScanContext,
  ): Promise<AmiFinding | undefined> {
    try {
      const taupage = await this.#userData.find(target, instanceId, context.signal);
      return {
        type: 'OUTDATED_TAUPAGE',
        instanceId,
        ...(taupage?.applicationId !== undefined && { applicationId: taupage.applicationId }),
        ...(taupage?.applicationVersion !== undefined && { applicationVersion: taupage.applicationVersion }),
        metaInfo: {
          ami_owner_id: image.ownerId ?? '',
          ami_id: image.imageId,
          ami_name: image.name ?? '',
          expiration_date: expiration?.text ?? null,
          ...(image.isDeregistered && { ami_state: 'deregistered' }),
        },
      };
    } catch (error) {
      context.signal.throwIfAborted();
      context.problem(instanceId, error);
      return undefined;
    }
  }
}

/** @throws {ExpirationTimeError} */
function outdatedBy(image: InstanceImage, tag: string | undefined, now: Date): Outdated | undefined {
  // What the owner wrote counts, also when EC2's own date says something else.
  const time = tag ?? image.deprecationTime;
  const expiration = time === undefined ? undefined : parseExpiration(image.imageId, time);
  if (!expiration) return image.isDeregistered ? { image, expiration } : undefined;
  return expiration.at < now ? { image, expiration } : undefined;
}

function byOwner(images: readonly InstanceImage[]): Map<string, InstanceImage[]> {
  const owners = new Map<string, InstanceImage[]>();
  for (const image of images) {
    // Taupage images have an owner: it is one of those that were configured.
    const ownerId = image.ownerId ?? '';
    owners.set(ownerId, [...(owners.get(ownerId) ?? []), image]);
  }
  return owners;
}
