import type { InstanceDirectoryOptions } from '@fullstop/ec2/aws';
import type { Config } from '../config/config.schema.js';

/** Which images are approved, for the instance directory. */
export type ApprovedImages = Pick<
  InstanceDirectoryOptions,
  'taupageOwners' | 'taupageNamePrefix' | 'taupageImages' | 'taupageImageIds'
>;

/** Which images are approved, as configured; `undefined` when nobody said it. */
export function approvedImagesOf({ ec2 }: Config): ApprovedImages | undefined {
  const { taupageOwners, taupageNamePrefix, approvedImages, approvedImageIds } = ec2;
  if (taupageOwners.length + approvedImages.length + approvedImageIds.length === 0) return undefined;
  return {
    ...(taupageOwners.length > 0 && { taupageOwners, taupageNamePrefix }),
    taupageImages: approvedImages.flatMap(({ owners, namePrefix }) =>
      owners.map((ownerId) => ({ ownerId, namePrefix })),
    ),
    taupageImageIds: approvedImageIds,
  };
}
