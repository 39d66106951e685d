import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { accountIds } from './values.js';

const regions = () =>
  z.preprocess(
    commaList,
    z.array(z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected region names such as eu-west-1')),
  );
const instant = () => z.iso.datetime({ offset: true });

/** Which log objects the service reads, by what their keys say. */
export const keyFilterSchema = z
  .strictObject({
    accounts: accountIds(1).optional().describe('Accounts whose logs are read. Default: all.'),
    excludedAccounts: accountIds().default([]).describe('Accounts whose logs are not read.'),
    regions: regions().optional().describe('Regions whose logs are read. Default: all.'),
    excludedRegions: regions().default([]).describe('Regions whose logs are not read.'),
    from: instant().optional().describe('Logs written before are not read. Default: no limit.'),
    to: instant().optional().describe('Logs written then or later are not read. Default: no limit.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    message: 'from must be before to',
  })
  .prefault({});
