import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** An account id in options: twelve digits. */
export const accountId = z
  .string()
  .trim()
  .regex(/^\d{12}$/, 'expected an account id of twelve digits');

/** Account ids in options: a list, or a text with commas. Default none. */
export const accountIds = z.preprocess(commaList, z.array(accountId).default([]));

/** The management account in options; an empty text, as environment variables can be, says that there is none. */
export const managementAccount = z
  .literal('')
  .transform(() => undefined)
  .or(accountId)
  .optional();

/** Region of the IAM client in options. IAM is the same in all regions of a partition. */
export const iamRegion = z
  .string()
  .trim()
  .min(1)
  .default('eu-west-1')
  .describe('Region of the IAM client: any region of the partition.');
