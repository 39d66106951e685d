import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** Options about probes, for the schema of a job that probes. */
export const probeOptions = {
  /**
   * Hosts that ask people to sign in, `*` for any characters: an HTTPS endpoint that redirects there is secured. Also one
   * text with commas. Default none.
   */
  probeLoginHosts: z.preprocess(
    commaList,
    z
      .array(z.string().trim().toLowerCase().min(1))
      .default([])
      .describe('hosts without scheme, such as login.example.com'),
  ),
  /**
   * How redirects are judged. `follow`: one hop of those on HTTPS. `original`: as the original did, every redirect on HTTPS
   * is open, and nothing is followed.
   */
  probeRedirects: z.enum(['follow', 'original']).default('follow'),
  /** Address or page of who runs the probes, sent with each in the `User-Agent`. Default none. */
  probeContact: z
    .string()
    .trim()
    .regex(
      /^[\x20-\x27\x2a-\x7e]{1,200}$/,
      'expected at most 200 printable ASCII characters without parentheses',
    )
    .optional(),
  /** Probes at once. */
  probeConcurrency: z.coerce.number().int().min(1).max(50).default(50),
};

/** Parsed options about probes. */
export interface ProbeOptions {
  readonly probeLoginHosts: readonly string[];
  readonly probeRedirects: 'follow' | 'original';
  readonly probeContact?: string | undefined;
  readonly probeConcurrency: number;
}
