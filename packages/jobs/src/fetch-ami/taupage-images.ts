import type { PluginNeed } from '@fullstop/core';

/** Images of one owner whose names begin alike. */
export interface TaupageImages {
  /** Account id, twelve digits. */
  readonly ownerId: string;
  /** Case counts. */
  readonly namePrefix: string;
}

/** Token of the list of {@link TaupageImages}; lent when somebody said which images are Taupage images. */
export const TAUPAGE_IMAGES = Symbol.for('@fullstop/jobs:taupage-images');

/** For jobs that look at Taupage images only. */
export const NEEDS_TAUPAGE_IMAGES: PluginNeed = {
  token: TAUPAGE_IMAGES,
  remedy: 'set FULLSTOP_TAUPAGE_OWNERS and FULLSTOP_TAUPAGE_NAME_PREFIX, or FULLSTOP_APPROVED_IMAGES',
};

/** Whether an image is a Taupage image. One without a name is not: nobody could tell. */
export function isTaupage(
  { ownerId, name }: { readonly ownerId?: string; readonly name?: string },
  images: readonly TaupageImages[],
): boolean {
  return images.some(
    (taupage) => taupage.ownerId.trim() === ownerId && name?.startsWith(taupage.namePrefix) === true,
  );
}
