import { z } from 'zod';

/** Options of the ami plugin. Which images are approved is a setting of the whole service, not of this plugin. */
export const amiOptions = z.strictObject({
  ignoreServiceManaged: z
    .boolean()
    .or(z.stringbool())
    .default(false)
    .describe(
      'Whether instances that an AWS service manages are left out: there the customer does not choose the image.',
    ),
});

/** Parsed options of the ami plugin. */
export type AmiOptions = z.infer<typeof amiOptions>;
