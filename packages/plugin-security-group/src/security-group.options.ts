import { z } from 'zod';

/** Options of the security-group plugin. */
export const securityGroupOptions = z.strictObject({
  /** Name of the S3 bucket to archive in, the one that takes the instances' user data. Without it nothing is archived. */
  bucketName: z.string().trim().min(1, 'expected the name of an S3 bucket').optional(),
});

/** Parsed options of the security-group plugin. */
export type SecurityGroupOptions = z.infer<typeof securityGroupOptions>;
