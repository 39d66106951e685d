import {
  BUCKETS,
  type Buckets,
  CLOCK,
  type Clock,
  type CloudTrailEvent,
  type EventPlugin,
  type InspectionContext,
  inject,
  LOGGER,
  type Logger,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import { INSTANCES, type InstanceDirectory, inspectInstances } from '@fullstop/ec2';
import { InstanceArchivist } from './instance-archivist.js';
import { type SecurityGroupOptions, securityGroupOptions } from './security-group.options.js';

/**
 * Archives the security groups of every launched instance beside its user data, and what changed in them since they were
 * archived last. Reports nothing.
 */
@Plugin({
  id: 'security-group',
  title: 'Security group archive',
  summary: 'Archives the security groups of EC2 instances at launch, and says what changed.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: {},
  options: securityGroupOptions,
  environment: { INSTANCE_LOGS_S3_BUCKET: 'bucketName' },
})
export class SecurityGroupPlugin implements EventPlugin<never> {
  constructor(
    @inject(OPTIONS) private readonly options: SecurityGroupOptions,
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
    @inject(BUCKETS) private readonly buckets: Buckets,
    @inject(CLOCK) private readonly clock: Clock,
    @inject(LOGGER) private readonly logger: Logger,
  ) {
    if (!options.bucketName) {
      logger.warn(
        { plugin: 'security-group' },
        'No bucket is named, so security groups are not archived; set the option bucketName (INSTANCE_LOGS_S3_BUCKET).',
      );
    }
  }

  async inspect(event: CloudTrailEvent, context: InspectionContext): Promise<never[]> {
    const { bucketName } = this.options;
    if (!bucketName) return [];

    const bucket = this.buckets.bucket(bucketName);
    const archivist = new InstanceArchivist(bucket, event, this.clock, this.logger);
    await inspectInstances<never>(this.instances, event, context, async (instance) => {
      await archivist.archive(instance);
      return [];
    });
    return [];
  }
}
