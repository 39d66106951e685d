import {
  DescribeImagesCommand,
  DescribeInstanceImageMetadataCommand,
  type Image,
  type InstanceImageMetadata,
} from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock } from '@fullstop/core';
import type { MachineImage } from '../facts/machine-image.js';
import { describeByIds } from './describe-by-ids.js';
import { FactCache } from './fact-cache.js';
import { known } from './known.js';
import { ec2At, nameOf, namesOf, type Place } from './place.js';

/** An image of an instance, and what else of the event will be asked for. */
export interface ImageQuestion {
  readonly imageId: string;
  readonly instanceId: string;
  /** Images of the event's instances. */
  readonly imageIds: readonly string[];
  /** Instances of the event with this image. */
  readonly instanceIds: readonly string[];
}

const ABSENT = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidAMIID.Malformed'];

/** Images, as an account sees them. */
export class Images {
  readonly #clients: AwsClients;
  readonly #images: FactCache<MachineImage>;
  readonly #ofInstances: FactCache<MachineImage>;

  constructor(clients: AwsClients, clock: Clock, seconds: number) {
    this.#clients = clients;
    this.#images = new FactCache({ seconds, clock });
    this.#ofInstances = new FactCache({ seconds, clock });
  }

  /**
   * The image; `undefined` when neither the account sees it nor the instance remembers it.
   * @throws {FactUnavailableError}
   */
  async find(place: Place, question: ImageQuestion): Promise<MachineImage | undefined> {
    const { imageId, imageIds: siblings } = question;
    const load = (ids: readonly string[]) => this.#describe(place, ids);
    const image = await this.#images.get({ place: nameOf(place), id: imageId, siblings, load });
    return image ?? this.#remembered(place, question);
  }

  /** Images that were deregistered, disabled or made private since the launch are known through their instances only. */
  async #remembered(place: Place, question: ImageQuestion): Promise<MachineImage | undefined> {
    const { imageId, instanceId: id, instanceIds: siblings } = question;
    const load = (ids: readonly string[]) => this.#describeOfInstances(place, ids);
    const image = await this.#ofInstances.get({ place: nameOf(place), id, siblings, load });
    if (image?.imageId !== imageId) return undefined;
    // Name and owner never change, so the next instance need not be asked.
    this.#images.learn(nameOf(place), imageId, image);
    return image;
  }

  async #describe(place: Place, ids: readonly string[]): Promise<ReadonlyMap<string, MachineImage>> {
    const ask = async (input: Pick<DescribeImagesCommand['input'], 'ImageIds' | 'Filters'>) => {
      const command = new DescribeImagesCommand({ ...input, IncludeDeprecated: true, IncludeDisabled: true });
      return (await ec2At(this.#clients, place).send(command)).Images ?? [];
    };
    const { things } = await known(`image ${namesOf(ids)} of ${nameOf(place)}`, () =>
      describeByIds(ids, {
        byIds: (ImageIds) => ask({ ImageIds }),
        byFilter: (Values) => ask({ Filters: [{ Name: 'image-id', Values }] }),
        absentCodes: ABSENT,
      }),
    );
    return new Map(things.flatMap((image) => (image.ImageId ? [[image.ImageId, imageOf(image)]] : [])));
  }

  async #describeOfInstances(
    place: Place,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, MachineImage>> {
    const Filters = [{ Name: 'instance-id', Values: [...ids] }];
    const command = new DescribeInstanceImageMetadataCommand({ Filters });
    const answer = await known(`image metadata of ${namesOf(ids)} in ${nameOf(place)}`, () =>
      ec2At(this.#clients, place).send(command),
    );
    return new Map((answer.InstanceImageMetadata ?? []).flatMap(imageOfInstance));
  }
}

function imageOf(image: Image): MachineImage {
  return {
    imageId: image.ImageId ?? '',
    name: image.Name,
    ownerId: image.OwnerId,
    ownerAlias: image.ImageOwnerAlias,
    state: image.State,
    isPublic: image.Public,
    creationDate: image.CreationDate,
    deprecationTime: image.DeprecationTime,
  };
}

function imageOfInstance({
  InstanceId,
  ImageMetadata: image,
}: InstanceImageMetadata): [string, MachineImage][] {
  if (!InstanceId || !image?.ImageId) return [];
  return [
    [
      InstanceId,
      {
        imageId: image.ImageId,
        name: image.Name,
        ownerId: image.OwnerId,
        ownerAlias: image.ImageOwnerAlias,
        state: image.State,
        isPublic: image.IsPublic,
        creationDate: image.CreationDate,
        deprecationTime: image.DeprecationTime,
      },
    ],
  ];
}
