import { z } from 'zod';
import { flag } from './flag.js';

/** Options of the application-registry plugin. */
export const applicationRegistryOptions = z.strictObject({
  reportInactive: flag.describe(
    'Whether an application that Kio lists as retired (`active: false`) counts as not registered.',
  ),
});

/** Parsed options of the application-registry plugin. */
export type ApplicationRegistryOptions = z.infer<typeof applicationRegistryOptions>;
