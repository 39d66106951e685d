import {
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  ILLEGAL_SCM_REPOSITORY,
  type InspectionContext,
  inject,
  inspectEach,
  LOGGER,
  type Logger,
  OPTIONS,
  Plugin,
  SCM_URL_IS_MISSING_IN_KIO,
  SCM_URL_NOT_MATCH_WITH_KIO,
} from '@fullstop/core';
import {
  INSTANCES,
  type Instance,
  type InstanceDirectory,
  inspectInstances,
  instanceFinding,
  NEEDS_APPROVED_IMAGES,
} from '@fullstop/ec2';
import { OwnerRules } from './owner-rules.js';
import { parseRepositoryUrl } from './repository-url.js';
import { type Deployment, ownerProblem, registrationProblem, type ScmProblem } from './scm-problems.js';
import { type ScmRepositoryOptions, scmRepositoryOptions } from './scm-repository.options.js';

type Reported = ScmProblem['type'];

/**
 * Reports every started instance whose image was built from a repository that is not allowed, or not the one that the
 * application registry (Kio) names.
 */
@Plugin({
  id: 'scm-repository',
  title: 'SCM repository',
  summary: 'Reports images built from source repositories that are not allowed, or not the registered one.',
  events: { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
  emits: { ILLEGAL_SCM_REPOSITORY, SCM_URL_IS_MISSING_IN_KIO, SCM_URL_NOT_MATCH_WITH_KIO },
  options: scmRepositoryOptions,
  // An option of its own, so that the variable adds to what the file says.
  environment: { FULLSTOP_PLUGINS_SCM_HOSTS: 'additionalHosts' },
  needs: [NEEDS_APPROVED_IMAGES],
})
export class ScmRepositoryPlugin implements EventPlugin<Reported> {
  private readonly rules: OwnerRules;

  constructor(
    @inject(OPTIONS) private readonly options: ScmRepositoryOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
    @inject(LOGGER) logger: Logger,
  ) {
    this.rules = new OwnerRules({ ...options.hosts, ...options.additionalHosts });
    if (this.rules.areOff) {
      logger.warn(
        { plugin: 'scm-repository' },
        'No SCM host is configured, so images may be built from any host and owner; set the option hosts.',
      );
    }
  }

  inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<Reported>[]> {
    return inspectInstances(this.instances, event, context, (instance) => this.findingsFor(instance));
  }

  private async findingsFor(instance: Instance): Promise<Finding<Reported>[]> {
    const deployment = await this.findDeployment(instance);
    if (!deployment) return [];

    const finding = async (problem: ScmProblem | undefined) =>
      problem ? [await instanceFinding<Reported>(instance, problem)] : [];
    const checkOwner = () => finding(ownerProblem(deployment, this.rules));
    const checkRegistration = async () => {
      const application = await instance.application();
      return finding(application && registrationProblem(deployment, application, (url) => this.parse(url)));
    };
    const isKnown = this.rules.areOff || deployment.repository !== undefined;
    // Each apart: what is said about the owner must not get lost with the registry.
    return inspectEach(isKnown ? [checkOwner, checkRegistration] : [checkOwner], (check) => check());
  }

  /** What an instance runs; `undefined` when the build did not say from where: the docker-registry plugin reports that. */
  private async findDeployment(instance: Instance): Promise<Deployment | undefined> {
    const url = (await instance.scmSource())?.url?.trim();
    if (!url) return undefined;
    const [applicationId = '', artifact = ''] = [await instance.applicationId(), await instance.source()];
    return { applicationId, artifact, url, repository: this.parse(url) };
  }

  private parse(url: string) {
    const repository = parseRepositoryUrl(url, this.options.nestedGroupHosts);
    if (!repository || this.rules.areOff) return repository;
    return this.rules.findPattern(repository.host) === undefined ? undefined : repository;
  }
}
