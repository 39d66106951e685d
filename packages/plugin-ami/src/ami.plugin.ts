import {
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  type InspectionContext,
  inject,
  OPTIONS,
  Plugin,
  WRONG_AMI,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
  NEEDS_APPROVED_IMAGES,
} from '@fullstop/ec2';
import { type AmiOptions, amiOptions } from './ami.options.js';
import { imageDetailsOf } from './image-details.js';

/** Reports every instance of a launch whose image is not approved. What EC2 does not say is not approved. */
@Plugin({
  id: 'ami',
  title: 'Image',
  summary: 'Reports EC2 instances that were not launched from an approved image.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { WRONG_AMI },
  options: amiOptions,
  needs: [NEEDS_APPROVED_IMAGES],
})
export class AmiPlugin implements EventPlugin<'WRONG_AMI'> {
  constructor(
    @inject(OPTIONS) private readonly options: AmiOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<'WRONG_AMI'>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.inspectOne(instance));
  }

  private async inspectOne(instance: Instance): Promise<Finding<'WRONG_AMI'>[]> {
    if (this.options.ignoreServiceManaged && instance.isServiceManaged) return [];
    const verdict = await instance.imageVerdict();
    if (verdict === 'approved') return [];
    const metaInfo = { ...(await imageDetailsOf(instance, verdict)) };
    return [await instanceFinding<'WRONG_AMI'>(instance, { type: 'WRONG_AMI', metaInfo })];
  }
}
