import type { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Agent } from 'undici';
import type { ObjectRequest } from '../object-getter.js';
import { connectionLimitsOf } from '../s3-client.js';
import { asHandlerError } from './connection-errors.js';
import { type AnswerHead, Exchange } from './exchange.js';
import type { FirstAttempt } from './hand-over.js';
import { encodedKey, type RequestTemplate, requestTemplateOf } from './request-template.js';

/** A bucket is named by a message: whoever writes those does not fill the memory. */
const MAX_BUCKETS = 256;
const KEEP_ALIVE_MS = 60_000;
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

type RetryStrategy = Awaited<ReturnType<S3Client['config']['retryStrategy']>>;
type LeanRetryStrategy = Extract<RetryStrategy, { recordSuccess(token: never): void }>;

/** Sends requests for objects in the place of an SDK client, with its endpoints, credentials, clock and limits. */
export class LeanClient {
  readonly #sdk: S3Client;
  readonly #requesterPays: boolean;
  readonly #agent: Agent;
  readonly #signer: SignatureV4;
  readonly #retries: LeanRetryStrategy;
  readonly #templates = new Map<string, Promise<RequestTemplate | undefined>>();

  private constructor(sdk: S3Client, requesterPays: boolean, agent: Agent, retries: LeanRetryStrategy) {
    this.#sdk = sdk;
    this.#requesterPays = requesterPays;
    this.#agent = agent;
    this.#retries = retries;
    const { config } = sdk;
    this.#signer = new SignatureV4({
      // Asked for each request: the SDK renews credentials in time, and the signer keeps the day's key.
      credentials: () => config.credentials(),
      region: () => config.region(),
      service: 's3',
      sha256: config.sha256,
      uriEscapePath: false,
    });
  }

  /**
   * @returns nothing for a client that was not made by `createS3Client`: its connections may go through proxies, trust other
   * certificates, or have been replaced.
   */
  static async of(sdk: S3Client, requesterPays: boolean): Promise<LeanClient | undefined> {
    const limits = connectionLimitsOf(sdk);
    const retries = await sdk.config.retryStrategy();
    if (!limits || !('recordSuccess' in retries)) return undefined;
    const agent = new Agent({
      connections: limits.maxSockets,
      connect: { timeout: limits.connectTimeoutMs },
      headersTimeout: limits.answerTimeoutMs,
      // Who reads a body knows how long the next piece may take.
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    return new LeanClient(sdk, requesterPays, agent, retries);
  }

  /** Nothing when objects of this bucket cannot be got this way. @throws what the SDK throws without a request. */
  templateOf(bucket: string): Promise<RequestTemplate | undefined> {
    const known = this.#templates.get(bucket);
    if (known) return known;
    const [oldest] = this.#templates.keys();
    if (oldest !== undefined && this.#templates.size >= MAX_BUCKETS) this.#templates.delete(oldest);
    const template = requestTemplateOf(this.#sdk, {
      Bucket: bucket,
      ...(this.#requesterPays && { RequestPayer: 'requester' }),
    });
    this.#templates.set(bucket, template);
    template.catch(() => this.#templates.delete(bucket));
    return template;
  }

  /** Sends one request, once. @throws the signal's reason, and what the SDK throws without a request. */
  async attempt(
    template: RequestTemplate,
    object: ObjectRequest,
    signal: AbortSignal,
  ): Promise<FoundObject | FirstAttempt> {
    // In its adaptive mode this waits while S3 wants fewer requests.
    const token = await this.#retries.acquireInitialRetryToken('');
    const path = template.pathPrefix + encodedKey(object.key);
    const { headers } = await this.#signed(template, path, object);
    signal.throwIfAborted();

    const exchange = new Exchange();
    signal.addEventListener('abort', () => exchange.destroy(signal.reason), { once: true });
    const { origin, queryText } = template;
    this.#agent.dispatch({ origin, method: 'GET', path: path + queryText, headers }, exchange);
    const outcome = await outcomeOf(exchange);
    signal.throwIfAborted();
    // What SDK and lean client may spend on retries they earn together.
    if ('head' in outcome) this.#retries.recordSuccess(token);
    return outcome;
  }

  /** Breaks the connections. */
  destroy(): void {
    void this.#agent.destroy();
  }

  #signed(
    { protocol, hostname, query, headers, signingRegion, signingService }: RequestTemplate,
    path: string,
    { etag, fromByte }: ObjectRequest,
  ) {
    const request = {
      method: 'GET',
      protocol,
      hostname,
      path,
      query: { ...query },
      headers: {
        ...headers,
        'if-match': `"${etag}"`,
        ...(fromByte > 0 ? { range: `bytes=${fromByte}-` } : { 'x-amz-checksum-mode': 'ENABLED' }),
        'x-amz-content-sha256': SHA256_OF_NOTHING,
      },
    };
    const signingDate = new Date(Date.now() + this.#sdk.config.systemClockOffset);
    return this.#signer.sign(request, { signingDate, signingRegion, signingService });
  }
}

/** An answer that brings an object. */
export interface FoundObject {
  readonly head: AnswerHead;
  readonly body: Exchange;
}

async function outcomeOf(exchange: Exchange): Promise<FoundObject | FirstAttempt> {
  try {
    const head = await exchange.head;
    if (head.status === 200 || head.status === 206) return { head, body: exchange };
    const pieces: Uint8Array[] = [];
    for await (const piece of exchange) pieces.push(piece);
    return { statusCode: head.status, headers: flat(head.headers), body: Buffer.concat(pieces) };
  } catch (error) {
    return { error: asHandlerError(error) };
  }
}

/** Headers as the SDK's request handler gives them. */
function flat(headers: AnswerHead['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}
