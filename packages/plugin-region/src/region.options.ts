import { allowedRegionOptions } from '@fullstop/core/options';
import { z } from 'zod';

/** Options of the region plugin: where instances may be launched. */
export const regionOptions = z.strictObject(allowedRegionOptions('instances'));

/** Parsed options of the region plugin. */
export type RegionOptions = z.infer<typeof regionOptions>;
