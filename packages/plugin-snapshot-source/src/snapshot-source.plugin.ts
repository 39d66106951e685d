import {
  type CloudTrailEvent,
  EC2_WITH_A_SNAPSHOT_IMAGE,
  type EventPlugin,
  type Finding,
  type InspectionContext,
  inject,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
  NEEDS_APPROVED_IMAGES,
} from '@fullstop/ec2';
import { isMutable } from './is-mutable.js';
import { type SnapshotSourceOptions, snapshotSourceOptions } from './snapshot-source.options.js';

type Snapshot = 'EC2_WITH_A_SNAPSHOT_IMAGE';

/** Reports instances whose user data name a Docker image that can be replaced under the same name. */
@Plugin({
  id: 'snapshot-source',
  title: 'Snapshot source',
  summary: 'Reports EC2 instances that run an image whose tag can change.',
  events: { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
  emits: { EC2_WITH_A_SNAPSHOT_IMAGE },
  options: snapshotSourceOptions,
  needs: [NEEDS_APPROVED_IMAGES],
})
export class SnapshotSourcePlugin implements EventPlugin<Snapshot> {
  constructor(
    @inject(OPTIONS) private readonly options: SnapshotSourceOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<Snapshot>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.inspectOne(instance));
  }

  private async inspectOne(instance: Instance): Promise<Finding<Snapshot>[]> {
    const source = await instance.source();
    if (!source || !isMutable(source, this.options.mutableTags)) return [];
    const metaInfo = { deployment_artifact: source };
    return [await instanceFinding<Snapshot>(instance, { type: 'EC2_WITH_A_SNAPSHOT_IMAGE', metaInfo })];
  }
}
