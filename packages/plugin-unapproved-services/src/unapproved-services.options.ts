import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { ROLE_EVENTS } from './role-events.js';

const DEFAULT_ADMIN_ROLES = ['Shibboleth-Administrator', 'OrganizationAccountAccessRole'];

/** Options of the unapproved-services plugin. Lists may also be given as one text with commas. */
export const unapprovedServicesOptions = z.strictObject({
  bucketName: z
    .string()
    .trim()
    .min(1, 'expected the name of an S3 bucket')
    .optional()
    .describe('Name of the S3 bucket with the templates. Default: none, no role is protected.'),
  prefix: z
    .string()
    .trim()
    .default('')
    .transform((prefix) => prefix.replace(/\/+$/, ''))
    .transform((folder) => (folder === '' ? '' : `${folder}/`))
    .describe(
      'Folder of the templates in the bucket, with or without a slash at its end. Default: the top of the bucket.',
    ),
  eventNames: z
    .preprocess(commaList, z.array(z.enum(ROLE_EVENTS)).default([]))
    .transform((names): readonly string[] => (names.length > 0 ? names : ROLE_EVENTS))
    .describe(
      'The calls to look at, of those that the plugin subscribes to. An empty list stands for all of them.',
    ),
  adminRoles: z
    .preprocess(commaList, z.array(z.string().trim().min(1)).default(DEFAULT_ADMIN_ROLES))
    .describe(
      'Roles that may change protected ones: whole names, or ARNs of roles, which begin with `arn:`; `*` for any characters.',
    ),
  templateTtlSeconds: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe('How long templates are used before they are read again, in seconds.'),
});

/** Parsed options of the unapproved-services plugin. */
export type UnapprovedServicesOptions = z.infer<typeof unapprovedServicesOptions>;
