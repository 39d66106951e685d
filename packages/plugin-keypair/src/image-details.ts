import type { Instance } from '@fullstop/ec2';

/** What a violation says about the image of an instance; a text is empty when it is not known, or could not be had. */
export interface ImageDetails {
  readonly ami_owner_id: string;
  readonly ami_id: string;
  readonly ami_name: string;
}

/** What is known about the image of an instance. Never throws. */
export async function imageDetailsOf(instance: Instance): Promise<ImageDetails> {
  const [imageId, image] = await Promise.all([
    unlessUnavailable(instance.imageId()),
    unlessUnavailable(instance.image()),
  ]);
  return {
    ami_owner_id: image?.ownerId ?? '',
    ami_id: imageId ?? instance.item.imageId ?? '',
    ami_name: image?.name ?? '',
  };
}

/**
 * Deliberate, and nowhere else: that a key pair was used is a fact of the event, and must be told whatever is the matter with
 * the image.
 */
async function unlessUnavailable<Value>(fact: Promise<Value>): Promise<Value | undefined> {
  try {
    return await fact;
  } catch {
    return undefined;
  }
}
