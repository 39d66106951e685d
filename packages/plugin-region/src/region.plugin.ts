import {
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  inject,
  instancesOf,
  OPTIONS,
  Plugin,
  WRONG_REGION,
} from '@fullstop/core';
import { allowedRegionsOf } from '@fullstop/core/options';
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
    const allowed = allowedRegionsOf(this.options, event.accountId);
    if (allowed.includes(event.awsRegion)) return [];

    const metaInfo = { allowed_regions: [...allowed] };
    const { items, reason } = instancesOf(event);
    // That something was launched here is certain, and no later try would tell what: CloudTrail has no other record.
    if (reason === 'omitted')
      return [{ type: 'WRONG_REGION', metaInfo: { ...metaInfo, instances_omitted: true } }];
    return items.map(({ instanceId }) => ({ type: 'WRONG_REGION', instanceId, metaInfo }));
  }
}
