import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import { KIO, type Kio } from '@fullstop/clients';
import {
  type AccountJob,
  CLOCK,
  type Clock,
  INSTANCE_APPLICATIONS,
  type InstanceApplications,
  inject,
  Job,
  type JobFinding,
  LOGGER,
  type Logger,
  OPTIONS,
  type ScanContext,
  type ScanTarget,
  UNSECURED_PUBLIC_ENDPOINT,
} from '@fullstop/core';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import { NEEDS_INSTANCE_APPLICATIONS } from '../shared/options/needs-instance-applications.js';
import { ProbeNetwork } from '../shared/probe/probe-network.js';
import { type FetchEC2Options, fetchEC2Options } from './fetch-ec2.options.js';
import type { InstanceScan } from './instance-scan.js';

const ID = 'fetchEC2Job';

/** Finds EC2 instances that serve the internet and are not meant to. */
@Job({
  id: ID,
  title: 'Public EC2 instances',
  summary: 'Reports EC2 instances that serve the internet without being registered as public.',
  schedule: '4-59/5 * * * *',
  scope: 'region',
  eventId: 'checkPublicEC2InstanceJob',
  emits: { UNSECURED_PUBLIC_ENDPOINT },
  options: fetchEC2Options,
  environment: { FULLSTOP_JOBS_EC2_ALLOWED_PORTS: 'allowedPorts' },
  needs: [NEEDS_AWS, NEEDS_INSTANCE_APPLICATIONS],
})
export class FetchEC2Job implements AccountJob<'UNSECURED_PUBLIC_ENDPOINT'> {
  #loaded: Promise<InstanceScan> | undefined;

  constructor(
    @inject(OPTIONS) private readonly options: FetchEC2Options,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(INSTANCE_APPLICATIONS) private readonly applications: InstanceApplications,
    @inject(KIO, { isOptional: true }) private readonly kio: Kio | undefined,
    @inject(ProbeNetwork) private readonly network: ProbeNetwork,
    @inject(CLOCK) private readonly clock: Clock,
    @inject(LOGGER) private readonly logger: Logger,
  ) {}

  async scan(
    target: ScanTarget,
    context: ScanContext,
  ): Promise<readonly JobFinding<'UNSECURED_PUBLIC_ENDPOINT'>[]> {
    this.#loaded ??= this.#load();
    return (await this.#loaded).scan(target, context);
  }

  // The SDK takes a second and a hundred megabytes to load, which only who scans should pay.
  async #load(): Promise<InstanceScan> {
    const { InstanceScan } = await import('./instance-scan.js');
    const { options, clients, applications, kio, network, clock, logger } = this;
    return new InstanceScan({ job: ID, options, clients, applications, kio, network, clock, logger });
  }
}
