import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** Options of the plugin. */
export const publicAccessBlockOptions = z.strictObject({
  /** Names of buckets that may be public; a list, or a text with commas. Default none. */
  allowedBuckets: z.preprocess(commaList, z.array(z.string().trim().min(1)).default([])),
});

/** Parsed options of the plugin. */
export type PublicAccessBlockOptions = z.infer<typeof publicAccessBlockOptions>;
