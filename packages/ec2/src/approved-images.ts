import type { PluginNeed } from '@fullstop/core';

/** Token that the host lends when somebody said which images are approved. */
export const APPROVED_IMAGES = Symbol.for('@fullstop/ec2:approved-images');

/** For the metadata of plugins whose decision depends on it: elsewhere they are not active. */
export const NEEDS_APPROVED_IMAGES: PluginNeed = {
  token: APPROVED_IMAGES,
  remedy:
    'set FULLSTOP_TAUPAGE_OWNERS and FULLSTOP_TAUPAGE_NAME_PREFIX, or FULLSTOP_APPROVED_IMAGES, or FULLSTOP_APPROVED_IMAGE_IDS',
};
