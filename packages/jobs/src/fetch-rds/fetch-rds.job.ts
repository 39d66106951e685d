import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  type AccountJob,
  CLOCK,
  type Clock,
  inject,
  Job,
  type JobFinding,
  OPTIONS,
  type ScanContext,
  type ScanTarget,
  UNSECURED_PUBLIC_ENDPOINT,
} from '@fullstop/core';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import type { DatabaseScan } from './database-scan.js';
import { type FetchRdsOptions, fetchRdsOptions } from './fetch-rds.options.js';

/** Finds databases of RDS that say that the internet may reach them. */
@Job({
  id: 'fetchRdsJob',
  title: 'Public databases',
  summary: 'Reports database instances and clusters of RDS that are publicly accessible.',
  schedule: '*/5 * * * *',
  scope: 'region',
  eventId: 'checkRdsJob',
  emits: { UNSECURED_PUBLIC_ENDPOINT },
  options: fetchRdsOptions,
  needs: [NEEDS_AWS],
})
export class FetchRdsJob implements AccountJob<'UNSECURED_PUBLIC_ENDPOINT'> {
  #loaded: Promise<DatabaseScan> | undefined;

  constructor(
    @inject(OPTIONS) private readonly options: FetchRdsOptions,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(CLOCK) private readonly clock: Clock,
  ) {}

  async scan(
    target: ScanTarget,
    context: ScanContext,
  ): Promise<readonly JobFinding<'UNSECURED_PUBLIC_ENDPOINT'>[]> {
    this.#loaded ??= this.#load();
    return (await this.#loaded).scan(target, context);
  }

  // The SDK takes a second and a hundred megabytes to load, which only who scans should pay.
  async #load(): Promise<DatabaseScan> {
    const { DatabaseScan } = await import('./database-scan.js');
    return new DatabaseScan(this.clients, this.clock, this.options);
  }
}
