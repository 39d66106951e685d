import { commaList } from '@fullstop/core';
import { z } from 'zod';

// Host and folders as in an image's URI: no scheme, no tag, no digest. A slash at the end says nothing more.
const registryPrefix = z
  .string()
  .trim()
  .overwrite((prefix) => (prefix.endsWith('/') ? prefix.slice(0, -1) : prefix))
  .regex(
    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
    'expected a registry, such as 111122223333.dkr.ecr.eu-central-1.amazonaws.com/trusted',
  );

/** Options of the lambda plugin. Lists may also be given as one text with commas. */
export const lambdaOptions = z.strictObject({
  s3Buckets: z
    .preprocess(commaList, z.array(z.string().trim().min(1)).default([]))
    .describe('Names of the S3 buckets whose code is trusted. Default: none, all code from S3 is reported.'),
  trustedImageRegistries: z
    .preprocess(commaList, z.array(registryPrefix).default([]))
    .describe(
      'Registries whose images are trusted: a host, or a host and the first folders. Default: none, all images are reported.',
    ),
});

/** Parsed options of the lambda plugin. */
export type LambdaOptions = z.infer<typeof lambdaOptions>;
