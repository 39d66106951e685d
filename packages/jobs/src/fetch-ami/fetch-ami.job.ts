import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  type AccountJob,
  CLOCK,
  type Clock,
  inject,
  Job,
  type JobFinding,
  LOGGER,
  type Logger,
  OUTDATED_TAUPAGE,
  type ScanContext,
  type ScanTarget,
} from '@fullstop/core';
import { NEEDS_AWS } from '../shared/options/needs-aws.js';
import type { AmiScan } from './ami-scan.js';
import { NEEDS_TAUPAGE_IMAGES, TAUPAGE_IMAGES, type TaupageImages } from './taupage-images.js';

/** Reports running instances whose Taupage image has expired. */
@Job({
  id: 'fetchAmiJob',
  title: 'Outdated images',
  summary: 'Reports running EC2 instances whose Taupage image has expired.',
  schedule: '0 */4 * * *',
  scope: 'region',
  eventId: 'checkAmiJob',
  emits: { OUTDATED_TAUPAGE },
  needs: [NEEDS_AWS, NEEDS_TAUPAGE_IMAGES],
})
export class FetchAmiJob implements AccountJob<'OUTDATED_TAUPAGE'> {
  #loaded: Promise<AmiScan> | undefined;

  constructor(
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(TAUPAGE_IMAGES) private readonly taupageImages: readonly TaupageImages[],
    @inject(CLOCK) private readonly clock: Clock,
    @inject(LOGGER) private readonly logger: Logger,
  ) {}

  async scan(target: ScanTarget, context: ScanContext): Promise<readonly JobFinding<'OUTDATED_TAUPAGE'>[]> {
    this.#loaded ??= this.#load();
    return (await this.#loaded).scan(target, context);
  }

  // The SDK takes a second and a hundred megabytes to load, which only who scans should pay.
  async #load(): Promise<AmiScan> {
    const { AmiScan } = await import('./ami-scan.js');
    return new AmiScan(this.clients, this.taupageImages, this.clock, this.logger);
  }
}
