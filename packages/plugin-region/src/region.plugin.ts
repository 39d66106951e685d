import {
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  inject,
  launchedInstancesOf,
  OPTIONS,
  Plugin,
  WRONG_REGION,
} from '@fullstop/core';
import { type RegionOptions, regionOptions } from './region.options.js';

/** Reports every instance of a launch in a region that is not allowed for its account. Decided from the event alone. */
@Plugin({
  id: 'region',
  title: 'Region',
  summary: 'Reports EC2 instances launched outside the allowed regions.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { WRONG_REGION },
  options: regionOptions,
  environment: { FULLSTOP_WHITELISTED_REGIONS: 'allowedRegions' },
})
export class RegionPlugin implements EventPlugin<'WRONG_REGION'> {
  constructor(@inject(OPTIONS) private readonly options: RegionOptions) {}

  inspect(event: CloudTrailEvent): Finding<'WRONG_REGION'>[] {
    const { allowedRegions, allowedRegionsByAccount } = this.options;
    const allowed = allowedRegionsByAccount[event.accountId] ?? allowedRegions;
    if (allowed.includes(event.awsRegion)) return [];

    return launchedInstancesOf(event).map(({ instanceId }) => ({
      type: 'WRONG_REGION',
      instanceId,
      metaInfo: { allowed_regions: allowed },
    }));
  }
}
