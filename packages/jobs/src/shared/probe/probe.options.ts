import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** Options about probes, for the schema of a job that probes. */
export const probeOptions = {
  probeLoginHosts: z
    .preprocess(commaList, z.array(z.string().trim().toLowerCase().min(1)).default([]))
    .describe(
      'Hosts that ask people to sign in, without scheme, such as login.example.com; `*` for any characters. An HTTPS endpoint ' +
        'that redirects there is secured. Default: none.',
    ),
  probeRedirects: z
    .enum(['follow', 'original'])
    .default('follow')
    .describe(
      'How redirects are judged. `follow`: one hop of those on HTTPS. `original`: as the original did, every redirect on HTTPS ' +
        'is open, and nothing is followed.',
    ),
  probeContact: z
    .string()
    .trim()
    .regex(
      /^[\x20-\x27\x2a-\x7e]{1,200}$/,
      'expected at most 200 printable ASCII characters without parentheses',
    )
    .optional()
    .describe('Address or page of who runs the probes, sent with each in the `User-Agent`. Default: none.'),
  probeConcurrency: z.coerce.number().int().min(1).max(50).default(50).describe('Probes at the same time.'),
};

/** Parsed options about probes. */
export interface ProbeOptions {
  readonly probeLoginHosts: readonly string[];
  readonly probeRedirects: 'follow' | 'original';
  readonly probeContact?: string | undefined;
  readonly probeConcurrency: number;
}
