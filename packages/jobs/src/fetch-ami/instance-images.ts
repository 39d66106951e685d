import {
  type EC2Client,
  type Image,
  type ImageMetadata,
  paginateDescribeImages,
  paginateDescribeInstanceImageMetadata,
} from '@aws-sdk/client-ec2';
import { batchesOf } from './batches.js';
import type { RunningInstance } from './running-instances.js';

/** An image, as the account of its instances knows it. */
export interface InstanceImage {
  readonly imageId: string;
  readonly name?: string;
  readonly ownerId?: string;
  /** ISO 8601 text: from when on its owner does not want it to be used any more. */
  readonly deprecationTime?: string;
  readonly isDeregistered: boolean;
}

/** The images that the account sees, by id; others are left out. Far fewer calls than instances. */
export async function visibleImages(
  client: EC2Client,
  imageIds: readonly string[],
  abortSignal: AbortSignal,
): Promise<Map<string, InstanceImage>> {
  const images = new Map<string, InstanceImage>();
  for (const Values of batchesOf(imageIds)) {
    // By filter, because a call by ids fails as a whole when one of the images is gone.
    const question = {
      Filters: [{ Name: 'image-id', Values }],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    };
    for await (const { Images = [] } of paginateDescribeImages({ client }, question, { abortSignal })) {
      for (const image of Images) if (image.ImageId) images.set(image.ImageId, imageOf(image.ImageId, image));
    }
  }
  return images;
}

/** What instances remember of images that the account does not see any more, by image id. */
export async function rememberedImages(
  client: EC2Client,
  instances: readonly RunningInstance[],
  abortSignal: AbortSignal,
): Promise<Map<string, InstanceImage>> {
  const images = new Map<string, InstanceImage>();
  for (const batch of batchesOf(instances)) {
    const question = {
      Filters: [{ Name: 'instance-id', Values: batch.map(({ instanceId }) => instanceId) }],
    };
    const pages = paginateDescribeInstanceImageMetadata({ client }, question, { abortSignal });
    for await (const { InstanceImageMetadata = [] } of pages) {
      for (const { ImageMetadata: image } of InstanceImageMetadata) {
        if (image?.ImageId) images.set(image.ImageId, imageOf(image.ImageId, image));
      }
    }
  }
  return images;
}

function imageOf(
  imageId: string,
  { Name, OwnerId, DeprecationTime, State }: Image | ImageMetadata,
): InstanceImage {
  return {
    imageId,
    isDeregistered: State === 'deregistered',
    ...(Name !== undefined && { name: Name }),
    ...(OwnerId !== undefined && { ownerId: OwnerId }),
    ...(DeprecationTime !== undefined && { deprecationTime: DeprecationTime }),
  };
}
