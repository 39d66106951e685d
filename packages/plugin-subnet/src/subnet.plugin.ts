import {
  type CloudTrailEvent,
  EC2_RUN_IN_PUBLIC_SUBNET,
  type EventPlugin,
  type Finding,
  type InspectionContext,
  inject,
  Plugin,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
} from '@fullstop/ec2';
import { subnetMetaInfo } from './subnet-meta-info.js';

/**
 * Reports every instance launched in a subnet whose route table, its own or the VPC's main one, has an active default route
 * to an internet gateway.
 */
@Plugin({
  id: 'subnet',
  title: 'Subnet',
  summary: 'Reports EC2 instances launched in a public subnet.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { EC2_RUN_IN_PUBLIC_SUBNET },
  enabledByDefault: false,
})
export class SubnetPlugin implements EventPlugin<'EC2_RUN_IN_PUBLIC_SUBNET'> {
  constructor(@inject(INSTANCES) private readonly instances: InstanceDirectory) {}

  inspect(
    event: CloudTrailEvent,
    context: InspectionContext,
  ): Promise<Finding<'EC2_RUN_IN_PUBLIC_SUBNET'>[]> {
    return inspectInstances(this.instances, event, context, inspectInstance);
  }
}

async function inspectInstance(instance: Instance): Promise<Finding<'EC2_RUN_IN_PUBLIC_SUBNET'>[]> {
  const subnet = await instance.subnet();
  if (!subnet?.isPublic) return [];
  const metaInfo = subnetMetaInfo(subnet);
  return [await instanceFinding(instance, { type: 'EC2_RUN_IN_PUBLIC_SUBNET', metaInfo })];
}
