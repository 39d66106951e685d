import { z } from 'zod';
import { endpointOptions } from '../shared/endpoints/endpoint.options.js';

/** Options of {@link FetchEC2Job}. */
export const fetchEC2Options = z.strictObject(endpointOptions([22, 80, 443]));

/** Parsed options of {@link FetchEC2Job}. */
export type FetchEC2Options = z.infer<typeof fetchEC2Options>;
