import { z } from 'zod';

/** Options of the security-group plugin. */
export const securityGroupOptions = z.strictObject({
  bucketName: z
    .string()
    .trim()
    .min(1, 'expected the name of an S3 bucket')
    .optional()
    .describe(
      "Name of the S3 bucket to archive in, the one that takes the instances' user data. Default: none, nothing is archived.",
    ),
});

/** Parsed options of the security-group plugin. */
export type SecurityGroupOptions = z.infer<typeof securityGroupOptions>;
