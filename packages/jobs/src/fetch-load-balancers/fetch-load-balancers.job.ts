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
import { type FetchLoadBalancersOptions, fetchLoadBalancersOptions } from './fetch-load-balancers.options.js';
import type { LoadBalancerScan } from './load-balancer-scan.js';

const ID = 'fetchElasticLoadBalancersJob';

/** Finds load balancers that serve the internet and are not meant to. */
@Job({
  id: ID,
  title: 'Public load balancers',
  summary: 'Reports load balancers that serve the internet without being registered as public.',
  schedule: '2-59/5 * * * *',
  scope: 'region',
  eventId: 'checkElbJob',
  emits: { UNSECURED_PUBLIC_ENDPOINT },
  options: fetchLoadBalancersOptions,
  environment: { FULLSTOP_JOBS_ELB_ALLOWED_PORTS: 'allowedPorts' },
  needs: [NEEDS_AWS, NEEDS_INSTANCE_APPLICATIONS],
})
export class FetchElasticLoadBalancersJob implements AccountJob<'UNSECURED_PUBLIC_ENDPOINT'> {
  #loaded: Promise<LoadBalancerScan> | undefined;

  constructor(
    @inject(OPTIONS) private readonly options: FetchLoadBalancersOptions,
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
  async #load(): Promise<LoadBalancerScan> {
    const { LoadBalancerScan } = await import('./load-balancer-scan.js');
    const { options, clients, applications, kio, network, clock, logger } = this;
    return new LoadBalancerScan({ job: ID, options, clients, applications, kio, network, clock, logger });
  }
}
