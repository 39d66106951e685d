import { parseImageReference } from '@fullstop/clients';
import {
  ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY,
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  IMAGE_IN_PIERONE_NOT_FOUND,
  type InspectionContext,
  inject,
  OPTIONS,
  Plugin,
  SCM_SOURCE_JSON_MISSING,
  SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
  NEEDS_APPROVED_IMAGES,
} from '@fullstop/ec2';
import { type DockerRegistryOptions, dockerRegistryOptions } from './docker-registry.options.js';
import { type ImageProblemType, imageProblemsOf } from './image-problems.js';

/**
 * Reports every started instance whose Docker image is in no trusted registry (Pier One), or was not built from a clean,
 * named source repository. The only plugin that reports `SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON`.
 */
@Plugin({
  id: 'docker-registry',
  title: 'Docker registry',
  summary: 'Reports EC2 instances whose Docker image no trusted registry vouches for.',
  events: { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
  emits: {
    IMAGE_IN_PIERONE_NOT_FOUND,
    SCM_SOURCE_JSON_MISSING,
    SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON,
    ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY,
  },
  options: dockerRegistryOptions,
  needs: [NEEDS_APPROVED_IMAGES],
})
export class DockerRegistryPlugin implements EventPlugin<ImageProblemType> {
  constructor(
    @inject(OPTIONS) private readonly options: DockerRegistryOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
  ) {}

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<ImageProblemType>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.findingsFor(instance));
  }

  private async findingsFor(instance: Instance): Promise<Finding<ImageProblemType>[]> {
    const source = await instance.source();
    // Who names no source is a matter of the taupage-yaml plugin.
    if (source === undefined || !this.isDocker(await instance.runtime(), source)) return [];

    const problems = await imageProblemsOf(instance, source);
    return Promise.all(problems.map((problem) => instanceFinding<ImageProblemType>(instance, problem)));
  }

  private isDocker(runtime: string | undefined, source: string): boolean {
    if (runtime !== undefined) return runtime.toLowerCase() === 'docker';
    return this.options.checkWithoutRuntime && parseImageReference(source) !== undefined;
  }
}
