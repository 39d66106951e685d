import {
  type CloudTrailEvent,
  EC2_WITH_KEYPAIR,
  type EventPlugin,
  type Finding,
  type InspectionContext,
  inject,
  matchesWhole,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
} from '@fullstop/ec2';
import { imageDetailsOf } from './image-details.js';
import { inTime } from './in-time.js';
import { type KeyPairOptions, keyPairOptions } from './keypair.options.js';

// A check that takes too long loses what it found. Image and application of all instances together are not worth that.
const LONGEST_WAIT_SECONDS = 10;

/**
 * Reports every instance that was launched with an SSH key pair. Only the response counts: there the key pair is whichever
 * way it was chosen, also by a launch template.
 */
@Plugin({
  id: 'keypair',
  title: 'Key pair',
  summary: 'Reports EC2 instances launched with an SSH key pair.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { EC2_WITH_KEYPAIR },
  options: keyPairOptions,
})
export class KeyPairPlugin implements EventPlugin<'EC2_WITH_KEYPAIR'> {
  constructor(
    @inject(OPTIONS) private readonly options: KeyPairOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<'EC2_WITH_KEYPAIR'>[]> {
    return inTime(LONGEST_WAIT_SECONDS, (tooLate) =>
      inspectInstances(this.instances, event, context, async (instance) => {
        const { keyName } = instance.item;
        if (!keyName || this.isAllowed(keyName)) return [];
        const enriched = await Promise.race([findingWithImage(instance, keyName), tooLate]);
        return [enriched ?? findingOfEvent(instance, keyName)];
      }),
    );
  }

  private isAllowed(keyName: string): boolean {
    return this.options.allowedKeyNames.some((pattern) => matchesWhole(pattern, keyName));
  }
}

async function findingWithImage(instance: Instance, keyName: string): Promise<Finding<'EC2_WITH_KEYPAIR'>> {
  const metaInfo = { key_name: keyName, ...(await imageDetailsOf(instance)) };
  return instanceFinding<'EC2_WITH_KEYPAIR'>(instance, { type: 'EC2_WITH_KEYPAIR', metaInfo });
}

function findingOfEvent({ instanceId, item }: Instance, keyName: string): Finding<'EC2_WITH_KEYPAIR'> {
  const metaInfo = { key_name: keyName, ami_owner_id: '', ami_id: item.imageId ?? '', ami_name: '' };
  return { type: 'EC2_WITH_KEYPAIR', instanceId, metaInfo };
}
