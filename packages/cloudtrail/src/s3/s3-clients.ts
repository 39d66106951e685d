import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { createS3Client, type S3ClientOptions } from './s3-client.js';

const REGION = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_CLIENTS = 64;

/**
 * S3 clients, one for each region that buckets turn out to be in. S3 itself tells where a bucket is when it is asked in the
 * wrong region, which happens once per bucket.
 *
 * The SDK's `followRegionRedirects` is not used: while it follows one request it exchanges the region of the whole client.
 * Of several at the same time one can leave the client in the wrong region for good, and it asks there first each time.
 */
export class S3Clients {
  readonly #create: (region: string | undefined) => S3Client;
  readonly #clients = new Map<string | undefined, S3Client>();
  readonly #regionOfBucket = new Map<string, string>();
  readonly #afterDestroy: (() => void)[] = [];

  /** @param create makes the client for a region; without a region, the one that is asked first. Called once for each. */
  constructor(create: (region: string | undefined) => S3Client) {
    this.#create = create;
  }

  /**
   * Runs a request about a bucket with the client of the bucket's region; a second time when it was the wrong one.
   * @param regionHint where to ask first about a bucket that is not known yet.
   * @throws what the request throws.
   */
  async run<Answer>(
    bucket: string,
    regionHint: string | undefined,
    request: (client: S3Client) => Promise<Answer>,
  ): Promise<Answer> {
    const client = this.#clientOf(this.#regionOfBucket.get(bucket) ?? regionHint);
    try {
      return await request(client);
    } catch (error) {
      const actual = bucketRegionOf(error);
      // The answer for the region that was asked is not about regions.
      if (actual === undefined || actual === (await client.config.region())) throw error;
      this.#regionOfBucket.set(bucket, actual);
      return request(this.#clientOf(actual));
    }
  }

  /** Has something done when the connections are closed, by who has connections of its own for these clients. */
  onDestroy(close: () => void): void {
    this.#afterDestroy.push(close);
  }

  /** Closes the connections. Requests under way fail. */
  destroy(): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
    for (const close of this.#afterDestroy) close();
  }

  #clientOf(region: string | undefined): S3Client {
    const known = this.#clients.get(region);
    if (known) return known;
    // A hint is a text from a message. It does not choose the host, nor may it fill the memory with clients.
    if (region !== undefined && (!REGION.test(region) || this.#clients.size >= MAX_CLIENTS)) {
      return this.#clientOf(undefined);
    }
    const client = this.#create(region);
    this.#clients.set(region, client);
    return client;
  }
}

/** The S3 clients of a process, made when they are needed. */
export function createS3Clients(options: S3ClientOptions = {}): S3Clients {
  return new S3Clients((region) => createS3Client({ ...options, ...(region !== undefined && { region }) }));
}

/** The bucket's region, when an answer says that it is another one. */
function bucketRegionOf(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const status = error.$metadata.httpStatusCode;
  // 301 is the rule, 307 comes for new buckets, 400 when the signature was made for another region.
  if (status !== 301 && status !== 307 && status !== 400) return undefined;
  const region =
    error.$response?.headers['x-amz-bucket-region'] ?? ('Region' in error ? error.Region : undefined);
  return typeof region === 'string' && REGION.test(region) ? region : undefined;
}
