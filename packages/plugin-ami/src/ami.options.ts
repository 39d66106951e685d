import { z } from 'zod';

/** Options of the ami plugin. Which images are approved is a setting of the whole service, not of this plugin. */
export const amiOptions = z.strictObject({
  /** Leaves out instances that an AWS service manages, so that the customer does not choose their image. Default `false`. */
  ignoreServiceManaged: z.boolean().or(z.stringbool()).default(false),
});

/** Parsed options of the ami plugin. */
export type AmiOptions = z.infer<typeof amiOptions>;
