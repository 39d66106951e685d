import { z } from 'zod';
import { commaList } from '../plugin/comma-list.js';

const DEFAULT_REGIONS: readonly string[] = ['eu-west-1', 'eu-central-1'];

// The form only, so that a typing mistake stops the start: no list of regions is ever complete.
const regionCode = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*-\d+$/, 'expected the code of a region, such as eu-west-1');

/**
 * Options that say where something may be made, for the object of options of a plugin:
 * `z.strictObject(allowedRegionOptions('instances'))`. Lists may also be given as one text with commas.
 * @param what may be made there, such as `instances`; for their descriptions.
 */
export function allowedRegionOptions(what: string) {
  return {
    allowedRegions: z
      .preprocess(commaList, z.array(regionCode).default([]))
      .transform((regions): readonly string[] => (regions.length > 0 ? regions : DEFAULT_REGIONS))
      .describe(`Codes of the regions where there may be ${what}. An empty list stands for the default.`),
    allowedRegionsByAccount: z
      .record(z.string().regex(/^\d{12}$/), z.preprocess(commaList, z.array(regionCode).min(1)), {
        error: ({ code }) => (code === 'invalid_key' ? 'expected an account id of 12 digits' : undefined),
      })
      .default({})
      .describe(
        'Account id to the regions allowed there, in place of `allowedRegions`. Default: no account.',
      ),
  };
}

/** What {@link allowedRegionOptions} give. */
export interface AllowedRegions {
  readonly allowedRegions: readonly string[];
  readonly allowedRegionsByAccount: Readonly<Record<string, readonly string[]>>;
}

/** The regions that are allowed for an account. */
export function allowedRegionsOf(
  { allowedRegions, allowedRegionsByAccount }: AllowedRegions,
  accountId: string,
): readonly string[] {
  return allowedRegionsByAccount[accountId] ?? allowedRegions;
}
