import { type Action, filtersOf, inRegion, Refusal } from './call.js';
import { ec2Reply } from './query-protocol.js';
import type { XmlValue } from './xml.js';

const FILTERS = ['resource-id', 'resource-type', 'key'];

/** Tags of the account's own images; filters `resource-id`, `resource-type`, `key`; pages by `MaxResults`. */
export const describeTags: Action = (account, call) => {
  const filters = filtersOf(call.params);
  for (const name of filters.keys()) {
    if (!FILTERS.includes(name))
      throw new Refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
  const own = inRegion(account.images, call).filter(({ ownerId }) => ownerId === call.accountId);
  const tags = own.flatMap(({ imageId, tags = {} }) =>
    Object.entries(tags).map(([key, value]) => {
      return { resourceId: imageId, resourceType: 'image', key, value };
    }),
  );
  const found = tags.filter(
    (tag) =>
      (filters.get('resource-id')?.includes(tag.resourceId) ?? true) &&
      (filters.get('resource-type')?.includes(tag.resourceType) ?? true) &&
      (filters.get('key')?.includes(tag.key) ?? true),
  );
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + Math.min(account.pageSize ?? 1000, Number(call.params.get('MaxResults') ?? 1000));
  const item: XmlValue[] = found.slice(start, end);
  return ec2Reply(call, {
    tagSet: { item },
    nextToken: end < found.length ? String(end) : undefined,
  });
};
