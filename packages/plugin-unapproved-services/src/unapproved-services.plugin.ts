import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  BUCKETS,
  type Buckets,
  CLOCK,
  type Clock,
  type CloudTrailEvent,
  type EventPlugin,
  type Finding,
  type InspectionContext,
  inject,
  LOGGER,
  type Logger,
  MODIFIED_ROLE_OR_SERVICE,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import { isByAdministrator } from './administrator.js';
import { roleDeviation } from './role/role-deviation.js';
import type { RoleState } from './role/role-reader.js';
import { callDetails, roleNameOf } from './role-call.js';
import { ROLE_EVENTS } from './role-events.js';
import type { TemplateKeys } from './templates/template-keys.js';
import { TemplateStore } from './templates/template-store.js';
import { type UnapprovedServicesOptions, unapprovedServicesOptions } from './unapproved-services.options.js';

/**
 * Reports protected roles, which are those with a template in a bucket, when anybody but an administrator changed them and
 * they are not as their template says.
 */
@Plugin({
  id: 'unapproved-services',
  title: 'Protected roles',
  summary: 'Reports protected IAM roles that differ from their template.',
  events: { 'iam.amazonaws.com': ROLE_EVENTS },
  emits: { MODIFIED_ROLE_OR_SERVICE },
  options: unapprovedServicesOptions,
  environment: {
    FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_BUCKET_NAME: 'bucketName',
    FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_PREFIX: 'prefix',
    FULLSTOP_UNAPPROVED_EVENT_NAMES: 'eventNames',
    FULLSTOP_UNAPPROVED_ADMIN_ROLES: 'adminRoles',
  },
})
export class UnapprovedServicesPlugin implements EventPlugin<'MODIFIED_ROLE_OR_SERVICE'> {
  readonly #templates: TemplateStore | undefined;
  readonly #clients: AwsClients;

  constructor(
    @inject(OPTIONS) private readonly options: UnapprovedServicesOptions,
    @inject(AWS_CLIENTS) clients: AwsClients,
    @inject(BUCKETS) buckets: Buckets,
    @inject(CLOCK) clock: Clock,
    @inject(LOGGER) logger: Logger,
  ) {
    const { bucketName, prefix, templateTtlSeconds: ttlSeconds } = options;
    this.#clients = clients;
    if (bucketName) {
      const bucket = buckets.bucket(bucketName);
      this.#templates = new TemplateStore({ bucket, prefix, ttlSeconds, clock, logger });
      return;
    }
    logger.warn(
      { plugin: 'unapproved-services' },
      'No bucket with templates is named, so no role is protected; set the option bucketName ' +
        '(FULLSTOP_UNAPPROVED_SERVICES_AND_ROLE_BUCKET_NAME).',
    );
  }

  async inspect(
    event: CloudTrailEvent,
    { signal }: InspectionContext,
  ): Promise<Finding<'MODIFIED_ROLE_OR_SERVICE'>[]> {
    const { eventNames, adminRoles } = this.options;
    if (!this.#templates || !eventNames.includes(event.eventName)) return [];
    if (isByAdministrator(event, adminRoles)) return [];

    const roleName = roleNameOf(event);
    const keys = roleName && (await this.#templates.keysOf(roleName));
    if (!keys) return [];

    // At the same time: one after the other might take longer than a check is given.
    const [template, state] = await Promise.all([
      this.#templates.read(keys),
      this.#stateAfter(event, roleName, keys, signal),
    ]);
    if (!template) return [];
    const deviation = roleDeviation(template, state);
    if (!deviation) return [];
    return [
      {
        type: 'MODIFIED_ROLE_OR_SERVICE',
        metaInfo: { ...deviation, ...callDetails(event) },
        fingerprintKey: template.roleName,
      },
    ];
  }

  async #stateAfter(
    event: CloudTrailEvent,
    roleName: string,
    keys: TemplateKeys,
    signal: AbortSignal,
  ): Promise<RoleState | undefined> {
    // A successful call is all the proof it takes; whoever made the role again since is another event.
    if (event.eventName === 'DeleteRole') return undefined;
    // Only who has a template for a role pays for the IAM client.
    const { RoleReader } = await import('./role/role-reader.js');
    return new RoleReader(this.#clients).read({
      accountId: event.accountId,
      region: event.awsRegion,
      roleName,
      policyName: keys.roleName,
      withTrust: keys.trustKey !== undefined,
      signal,
    });
  }
}
