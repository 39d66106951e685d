import { commaList } from '@fullstop/core';
import { z } from 'zod';

const DEFAULT_REGIONS = ['eu-west-1', 'eu-central-1'];

// The form only, so that a typing mistake stops the start: no list of regions is ever complete.
const regionCode = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*-\d+$/, 'expected the code of a region, such as eu-west-1');

/** Options of the region plugin. Lists may also be given as one text with commas. */
export const regionOptions = z.strictObject({
  /** Where instances may be launched. An empty list stands for the default. */
  allowedRegions: z
    .preprocess(commaList, z.array(regionCode).default([]))
    .transform((regions) => (regions.length > 0 ? regions : DEFAULT_REGIONS)),
  /** Account id to the regions allowed there, in place of `allowedRegions`. Default none. */
  allowedRegionsByAccount: z
    .record(z.string().regex(/^\d{12}$/), z.preprocess(commaList, z.array(regionCode).min(1)), {
      error: ({ code }) => (code === 'invalid_key' ? 'expected an account id of 12 digits' : undefined),
    })
    .default({}),
});

/** Parsed options of the region plugin. */
export type RegionOptions = z.infer<typeof regionOptions>;
