import type { ImageVerdict, Instance } from '@fullstop/ec2';

/** What a violation says about the image of an instance; a text is empty when EC2 does not tell. */
export interface ImageDetails {
  readonly ami_owner_id: string;
  readonly ami_id: string;
  readonly ami_name: string;
  readonly reason: Reason;
}

/** Why an image is not approved. */
export type Reason = Exclude<ImageVerdict, 'approved'>;

/** What is known about the image of an instance that is not approved. @throws {FactUnavailableError} */
export async function imageDetailsOf(instance: Instance, reason: Reason): Promise<ImageDetails> {
  const image = await instance.image();
  return {
    ami_owner_id: image?.ownerId ?? '',
    ami_id: (await instance.imageId()) ?? '',
    ami_name: image?.name ?? '',
    reason,
  };
}
