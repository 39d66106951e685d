import {
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
import { MISSING, type MissingType, missingIn } from './missing.js';
import { type TaupageYamlOptions, taupageYamlOptions } from './taupage-yaml.options.js';

/**
 * Reports instances on a Taupage image whose user data are missing, unreadable, or do not name application and source. Looks
 * at starts as well: user data can be changed while an instance is stopped.
 */
@Plugin({
  id: 'taupage-yaml',
  title: 'Taupage user data',
  summary: 'Reports EC2 instances whose user data do not say what runs on them.',
  events: { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
  emits: MISSING,
  options: taupageYamlOptions,
  needs: [NEEDS_APPROVED_IMAGES],
})
export class TaupageYamlPlugin implements EventPlugin<MissingType> {
  constructor(
    @inject(OPTIONS) private readonly options: TaupageYamlOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<MissingType>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.inspectOne(instance));
  }

  private async inspectOne(instance: Instance): Promise<Finding<MissingType>[]> {
    if (!(await instance.isTaupage())) return [];
    const missing = missingIn(await instance.userData(), this.options);
    return Promise.all(
      missing.map(({ type, metaInfo }) =>
        instanceFinding<MissingType>(instance, { type, ...(metaInfo && { metaInfo: { ...metaInfo } }) }),
      ),
    );
  }
}
