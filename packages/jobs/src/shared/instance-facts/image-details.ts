import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type AwsClients, factFrom } from '@fullstop/aws';
import type { Clock, ScanTarget } from '@fullstop/core';
import { type Kept, kept } from './kept.js';
import { nameOf } from './place.js';

/** What findings tell of an instance's image; no more than the id when the account does not see the image any more. */
export interface ImageDetails {
  readonly ami_id: string;
  readonly ami_name?: string;
  readonly ami_owner_id?: string;
}

const DAY_SECONDS = 86_400;
const ABSENT = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidAMIID.Malformed'];

/** Looks up images, as the account of an instance sees them. Kept for a day. */
export class ImageDirectory {
  readonly #details: Kept<ImageDetails>;

  constructor(
    private readonly clients: AwsClients,
    clock: Clock,
  ) {
    this.#details = kept(clock, DAY_SECONDS);
  }

  /** @throws {FactUnavailableError} */
  detailsOf(target: ScanTarget, imageId: string, signal: AbortSignal): Promise<ImageDetails> {
    return this.#details.get(`${nameOf(target)} ${imageId}`, () => this.#ask(target, imageId, signal));
  }

  async #ask(target: ScanTarget, imageId: string, abortSignal: AbortSignal): Promise<ImageDetails> {
    const client = this.clients.client(EC2Client, target.accountId, target.region);
    const command = new DescribeImagesCommand({
      ImageIds: [imageId],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    });
    const fact = `image ${imageId} in ${nameOf(target)}`;
    const answer = await factFrom(fact, () => client.send(command, { abortSignal }), ABSENT);
    const image = answer?.Images?.[0];
    return {
      ami_id: imageId,
      ...(image?.Name && { ami_name: image.Name }),
      ...(image?.OwnerId && { ami_owner_id: image.OwnerId }),
    };
  }
}
