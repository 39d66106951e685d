import {
  type CloudTrailEvent,
  EC2_WITH_KEYPAIR,
  type EventPlugin,
  type Finding,
  inject,
  launchedInstancesOf,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import { amiFactsOf } from './ami-facts.js';
import { type KeyPairOptions, keyPairOptions } from './keypair.options.js';
import { matchesWhole } from './name-pattern.js';

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
  constructor(@inject(OPTIONS) private readonly options: KeyPairOptions) {}

  inspect(event: CloudTrailEvent): Finding<'EC2_WITH_KEYPAIR'>[] {
    return launchedInstancesOf(event).flatMap((instance): Finding<'EC2_WITH_KEYPAIR'>[] => {
      const { instanceId, keyName } = instance;
      if (!keyName || this.isAllowed(keyName)) return [];
      const metaInfo = { key_name: keyName, ...amiFactsOf(instance) };
      return [{ type: 'EC2_WITH_KEYPAIR', instanceId, metaInfo }];
    });
  }

  private isAllowed(keyName: string): boolean {
    return this.options.allowedKeyNames.some((pattern) => matchesWhole(pattern, keyName));
  }
}
