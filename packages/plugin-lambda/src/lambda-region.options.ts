import { allowedRegionOptions } from '@fullstop/core/options';
import { z } from 'zod';

/** Options of the lambda-region plugin: where functions may be created. */
export const lambdaRegionOptions = z.strictObject(allowedRegionOptions('functions'));

/** Parsed options of the lambda-region plugin. */
export type LambdaRegionOptions = z.infer<typeof lambdaRegionOptions>;
