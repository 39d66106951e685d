import {
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  INSTANCE_HISTORY,
  type InspectionContext,
  type InstanceHistory,
  inject,
  LOGGER,
  type Logger,
  Plugin,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  NEEDS_APPROVED_IMAGES,
} from '@fullstop/ec2';
import { changedState } from './change-of-state.js';
import { deploymentOf } from './deployment.js';

/** Notes each launch, start, stop and end of an instance, with the application and version that ran on it. Finds nothing. */
@Plugin({
  id: 'lifecycle',
  title: 'Lifecycle',
  summary: 'Keeps the history of EC2 instances per application and version.',
  events: {
    'ec2.amazonaws.com': ['RunInstances', 'StartInstances', 'StopInstances', 'TerminateInstances'],
  },
  emits: {},
  needs: [NEEDS_APPROVED_IMAGES],
})
export class LifecyclePlugin implements EventPlugin<never> {
  constructor(
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
    @inject(INSTANCE_HISTORY) private readonly history: InstanceHistory,
    @inject(LOGGER) private readonly logger: Logger,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<never>[]> {
    return inspectInstances<never>(this.instances, event, context, async (instance) => {
      if (changedState(instance.item)) await this.note(instance, event, context);
      return [];
    });
  }

  private async note(instance: Instance, event: CloudTrailEvent, context: InspectionContext): Promise<void> {
    const { instanceId } = instance;
    const deployment = await deploymentOf(instance, event, this.history);
    const { applicationId, applicationVersion } = deployment;
    if (!applicationId || !applicationVersion) return this.logMissing(instance, event, applicationId);
    context.recordLifecycle({
      instanceId,
      eventType: event.eventName,
      eventDate: eventDateOf(instance, event),
      imageId: deployment.imageId,
      imageName: deployment.imageName,
      applicationId,
      applicationVersion,
    });
  }

  private logMissing(instance: Instance, event: CloudTrailEvent, applicationId: string | undefined): void {
    const fields = {
      plugin: 'lifecycle',
      event_id: event.eventID,
      account_id: instance.accountId,
      region: instance.region,
      instance_id: instance.instanceId,
    };
    const missing = applicationId ? 'application version' : 'application';
    this.logger.info(fields, `The instance names no ${missing}: its ${event.eventName} is not stored`);
  }
}

function eventDateOf({ item }: Instance, { eventName, eventTime }: CloudTrailEvent): Date {
  return (eventName === 'RunInstances' ? item.launchTime : undefined) ?? eventTime;
}
