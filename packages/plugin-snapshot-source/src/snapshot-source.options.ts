import { commaList } from '@fullstop/core';
import { z } from 'zod';

const tag = z
  .string()
  .trim()
  .regex(/^\w[\w.-]{0,127}$/, 'expected the tag of an image, such as latest');

/** Options of the snapshot-source plugin. */
export const snapshotSourceOptions = z.strictObject({
  mutableTags: z
    .preprocess(commaList, z.array(tag).default([]))
    .describe(
      'Tags that can change, beside those that end in `-SNAPSHOT`: whole tags. With `latest` among them, images without a tag ' +
        'count, too. Default: none.',
    ),
});

/** Parsed options of the snapshot-source plugin. */
export type SnapshotSourceOptions = z.infer<typeof snapshotSourceOptions>;
