import { commaList } from '@fullstop/core';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const range = z
  .string()
  .trim()
  .refine((text) => ipaddr.isValidCIDR(text), 'expected a range of addresses, such as 100.64.0.0/10');

/** Option: ranges that count as internal beside the private ones; also one text with commas. Default none. */
export const internalRanges = z
  .preprocess(commaList, z.array(range).default([]))
  .describe('Ranges of addresses that count as internal beside the private ones. Default: none.');
