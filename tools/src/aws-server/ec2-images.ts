import { type Action, type AwsCall, filtersOf, inRegion, listOf, Refusal } from './call.js';
import { ec2Reply } from './query-protocol.js';
import type { AccountWorld, ImageWorld } from './world.js';

/**
 * By ids, of which each must exist, or with the filter `image-id`; deprecated and disabled ones only where asked for;
 * pages by the account's page size.
 */
export const describeImages: Action = (account, call) => {
  const ids = listOf(call.params, 'ImageId');
  const visible = visibleImages(account, call);
  const missing = ids.filter((id) => !visible.some(({ imageId }) => imageId === id));
  if (missing.length > 0) {
    throw new Refusal('InvalidAMIID.NotFound', `The image id '[${missing.join(', ')}]' does not exist`);
  }
  const filter = filtersOf(call.params).get('image-id');
  const found = visible.filter(
    ({ imageId }) => (ids.length === 0 || ids.includes(imageId)) && (filter?.includes(imageId) ?? true),
  );
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + (account.pageSize ?? found.length);
  return ec2Reply(call, {
    nextToken: end < found.length ? String(end) : undefined,
    imagesSet: {
      item: found.slice(start, end).map((image) => ({
        imageId: image.imageId,
        name: image.name,
        imageOwnerId: image.ownerId,
        imageOwnerAlias: image.ownerAlias,
        imageState: image.disabled ? 'disabled' : 'available',
        isPublic: image.isPublic ?? false,
        creationDate: image.creationDate,
        deprecationTime: image.deprecationTime,
      })),
    },
  });
};

function visibleImages(account: AccountWorld, call: AwsCall): ImageWorld[] {
  const deprecated = call.params.get('IncludeDeprecated') === 'true';
  const disabled = call.params.get('IncludeDisabled') === 'true';
  return inRegion(account.images, call).filter(
    (image) => (deprecated || image.deprecationTime === undefined) && (disabled || !image.disabled),
  );
}
