import { z } from 'zod';
import { internalRanges } from '../shared/security-groups/internal-ranges.js';

/** Options of {@link FetchRdsJob}. */
export const fetchRdsOptions = z.strictObject({ internalRanges });

/** Parsed options of {@link FetchRdsJob}. */
export type FetchRdsOptions = z.infer<typeof fetchRdsOptions>;
