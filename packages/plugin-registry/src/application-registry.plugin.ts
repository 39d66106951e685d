import {
  APPLICATION_NOT_PRESENT_IN_KIO,
  type CloudTrailEvent,
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
import {
  type ApplicationRegistryOptions,
  applicationRegistryOptions,
} from './application-registry.options.js';

type Reported = 'APPLICATION_NOT_PRESENT_IN_KIO';

/** Reports every started instance whose user data name an application that the application registry (Kio) does not know. */
@Plugin({
  id: 'application-registry',
  title: 'Application registry',
  summary: 'Reports EC2 instances of applications that Kio does not know.',
  events: { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
  emits: { APPLICATION_NOT_PRESENT_IN_KIO },
  options: applicationRegistryOptions,
  needs: [NEEDS_APPROVED_IMAGES],
})
export class ApplicationRegistryPlugin implements EventPlugin<Reported> {
  constructor(
    @inject(OPTIONS) private readonly options: ApplicationRegistryOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<Reported>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.findingsFor(instance));
  }

  private async findingsFor(instance: Instance): Promise<Finding<Reported>[]> {
    const applicationId = await instance.applicationId();
    // Who names no application is a matter of the taupage-yaml plugin.
    if (applicationId === undefined) return [];

    const application = await instance.application();
    const isRetired = this.options.reportInactive && application?.active === false;
    if (application && !isRetired) return [];

    const metaInfo = { application_id: applicationId, ...(isRetired && { active: false }) };
    return [await instanceFinding<Reported>(instance, { type: 'APPLICATION_NOT_PRESENT_IN_KIO', metaInfo })];
  }
}
