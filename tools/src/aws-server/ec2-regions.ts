import type { Action } from './call.js';
import { ec2Reply } from './query-protocol.js';

const DEFAULT_REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1'];
const NOT_ENABLED = 'af-south-1';

/** The regions that the account has enabled, and with `AllRegions` one that it has not; not paged, as in AWS. */
export const describeRegions: Action = ({ regions = DEFAULT_REGIONS }, call) => {
  const enabled = regions.map((regionName) => ({ regionName, optInStatus: 'opt-in-not-required' }));
  const others =
    call.params.get('AllRegions') === 'true'
      ? [{ regionName: NOT_ENABLED, optInStatus: 'not-opted-in' }]
      : [];
  return ec2Reply(call, { regionInfo: { item: [...enabled, ...others] } });
};
