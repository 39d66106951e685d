import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '@fullstop/cloudtrail/queue';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';

/** Bucket that the server has. */
export const BUCKET = 'trail-logs';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const BATCH = 10;

/** What the AWS SDK of a process is told to reach a server on this machine and nothing else. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** S3 with one bucket, and SQS; both in this process and in memory. */
export class LocalAws {
  readonly #server: FauxqsServer;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;

  private constructor(server: FauxqsServer) {
    this.#server = server;
    const place = { endpoint: this.url, region: REGION, credentials: CREDENTIALS };
    this.#s3 = createS3Client(place);
    this.#sqs = createSqsClient(place);
    server.createBucket(BUCKET);
  }

  static async start(): Promise<LocalAws> {
    return new LocalAws(await startFauxqs({ port: 0, logger: false }));
  }

  /** Endpoint of both services. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** A client of this server, which lives as long as it. */
  get sqs(): SQSClient {
    return this.#sqs;
  }

  /** Options for clients of S3. */
  get place(): { endpoint: string; region: string; credentials: typeof CREDENTIALS } {
    return { endpoint: this.url, region: REGION, credentials: CREDENTIALS };
  }

  /** Stores an object. @returns its etag, without quotes. */
  async put(key: string, body: Uint8Array): Promise<string> {
    const { ETag = '' } = await this.#s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
    return ETag.replaceAll('"', '');
  }

  /** An empty queue. */
  createQueue(name: string): LocalQueue {
    return new LocalQueue(this.#server, this.#sqs, name);
  }

  async stop(): Promise<void> {
    this.#s3.destroy();
    this.#sqs.destroy();
    await this.#server.stop();
  }
}

/** A queue of an {@link LocalAws}. */
export class LocalQueue {
  readonly url: string;
  readonly #server: FauxqsServer;
  readonly #sqs: SQSClient;
  readonly #name: string;

  constructor(server: FauxqsServer, sqs: SQSClient, name: string) {
    this.#server = server;
    this.#sqs = sqs;
    this.#name = name;
    this.url = server.createQueue(name).queueUrl;
  }

  async send(bodies: readonly string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += BATCH) {
      const Entries = bodies.slice(at, at + BATCH).map((MessageBody, n) => ({ Id: `${n}`, MessageBody }));
      const { Failed = [] } = await this.#sqs.send(
        new SendMessageBatchCommand({ QueueUrl: this.url, Entries }),
      );
      if (Failed[0]) throw new Error(`the queue did not take a message: ${Failed[0].Message}`);
    }
  }

  /** How many messages are not deleted, whether they can be seen or not. */
  get size(): number {
    const { ready, delayed, inflight } = this.#messages;
    return ready.length + delayed.length + inflight.length;
  }

  /** Bodies of the messages that are not deleted. */
  get bodies(): string[] {
    const { ready, delayed, inflight } = this.#messages;
    return [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(({ body }) => body);
  }

  get #messages() {
    const messages = this.#server.inspectQueue(this.#name)?.messages;
    if (!messages) throw new Error(`the queue ${this.#name} is gone`);
    return messages;
  }
}
