import { commaList } from '@fullstop/core';
import { z } from 'zod';

const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/,
    'expected the name of a host, such as github.com, without scheme, port and path',
  );

const ownerPattern = z
  .string()
  .trim()
  .min(1)
  .superRefine((pattern, context) => {
    try {
      // Alone, as it was written: put into a group, a stray parenthesis might go unnoticed.
      new RegExp(pattern);
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a regular expression of JavaScript' });
    }
  });

const hostPatterns = z
  .record(hostName, ownerPattern, {
    error: ({ code }) =>
      code === 'invalid_type'
        ? 'expected hosts with patterns for owners, such as {"github.com": "acme|acme-labs"}'
        : undefined,
  })
  .default({});

/** Options of the scm-repository plugin. */
export const scmRepositoryOptions = z.strictObject({
  hosts: hostPatterns.describe(
    'Host to a regular expression for the owners allowed there. It must match a whole owner; case does not count. ' +
      'Default: none, neither hosts nor owners are checked.',
  ),
  additionalHosts: hostPatterns.describe(
    'More hosts, of the same shape, added to `hosts`; of a host in both, this pattern counts. Default: none.',
  ),
  nestedGroupHosts: z
    .preprocess(commaList, z.array(hostName).default([]))
    .describe('Hosts where owners are paths (`group/subgroup`). Default: none.'),
});

/** Parsed options of the scm-repository plugin. */
export type ScmRepositoryOptions = z.infer<typeof scmRepositoryOptions>;
