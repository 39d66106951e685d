import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** Options of the keypair plugin. */
export const keyPairOptions = z.strictObject({
  allowedKeyNames: z
    .preprocess(commaList, z.array(z.string().trim().min(1)).default([]))
    .describe(
      'Names of key pairs that may be used: whole names, `*` for any characters. Default: none, every key pair is reported.',
    ),
});

/** Parsed options of the keypair plugin. */
export type KeyPairOptions = z.infer<typeof keyPairOptions>;
