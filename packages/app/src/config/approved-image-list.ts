import { commaList } from '@fullstop/core';

/**
 * For the schema: a text `owner,owner:prefix;owner:prefix`, as environment variables are, becomes its pairs of owners and
 * name prefix, empty ones dropped; anything else stays as it is. Names of images contain neither `:` nor `;`.
 */
export function approvedImageList(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  return raw
    .split(';')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const [owners, ...prefix] = pair.split(':');
      return { owners: commaList(owners), namePrefix: prefix.join(':') };
    });
}
