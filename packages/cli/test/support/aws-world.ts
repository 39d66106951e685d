import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { AwsProxy } from './aws-proxy.js';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };

/** S3 and SQS in this process, and a proxy in front of them through which the processes under test go. */
export class AwsWorld {
  readonly proxy: AwsProxy;
  readonly #server: FauxqsServer;
  readonly s3: S3Client;
  readonly sqs: SQSClient;

  private constructor(server: FauxqsServer, proxy: AwsProxy) {
    this.#server = server;
    this.proxy = proxy;
    // The tests themselves go past the proxy.
    const client = { endpoint: `http://127.0.0.1:${server.port}`, region: REGION, credentials: CREDENTIALS };
    this.s3 = new S3Client({ ...client, forcePathStyle: true });
    this.sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
  }

  static async start(): Promise<AwsWorld> {
    const server = await startFauxqs({ port: 0, logger: false });
    return new AwsWorld(server, await AwsProxy.start(server.port));
  }

  /** A bucket and two queues that nobody else uses. */
  trail(): Trail {
    return new Trail(this, this.#server);
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    this.sqs.destroy();
    await this.proxy.stop();
    await this.#server.stop();
  }
}

/** A bucket with logs, the queue that announces them, and a dead-letter queue. */
export class Trail {
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
  readonly #aws: AwsWorld;
  readonly #server: FauxqsServer;
  readonly #queue: string;
  readonly #deadLetters: string;

  constructor(aws: AwsWorld, server: FauxqsServer) {
    const id = randomUUID();
    this.#aws = aws;
    this.#server = server;
    this.bucket = server.createBucket(`trail-${id}`).bucketName;
    ({ queueUrl: this.queueUrl, queueName: this.#queue } = server.createQueue(`queue-${id}`));
    ({ queueUrl: this.deadLetterUrl, queueName: this.#deadLetters } = server.createQueue(`dead-${id}`));
  }

  /** What a process needs to read the queue. */
  get env(): Record<string, string> {
    return {
      ...this.credentials,
      FULLSTOP_SQS_URL: this.queueUrl,
      FULLSTOP_SQS_DEAD_LETTER_URL: this.deadLetterUrl,
    };
  }

  /** What a process needs to reach AWS, without a queue. */
  get credentials(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.#aws.proxy.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  async put(key: string, body: Uint8Array | string): Promise<void> {
    const Body = Buffer.from(body);
    await this.#aws.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body }));
  }

  async send(...bodies: readonly string[]): Promise<void> {
    for (const MessageBody of bodies) {
      await this.#aws.sqs.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody }));
    }
  }

  /** Messages that can be received now. */
  get visible(): number {
    return this.#state(this.#queue).ready.length;
  }

  /** Messages that are not deleted. */
  get depth(): number {
    return this.#size(this.#queue);
  }

  /** Messages in the dead-letter queue. */
  get dead(): number {
    return this.#size(this.#deadLetters);
  }

  /** Receives dead letters, as an operator does. */
  async receiveDead(): Promise<Message[]> {
    const { Messages = [] } = await this.#aws.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.deadLetterUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  /** Receives messages of the queue, as somebody else does, without waiting. */
  async receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 });
    return (await this.#aws.sqs.send(command)).Messages ?? [];
  }

  /** CloudTrail's own notification. */
  notice(...keys: readonly string[]): string {
    return JSON.stringify({ s3Bucket: this.bucket, s3ObjectKey: keys });
  }

  /** S3's notification of new objects. */
  s3Event(...keys: readonly string[]): string {
    return JSON.stringify({
      Records: keys.map((key) => ({
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: this.bucket }, object: { key: encodeURIComponent(key) } },
      })),
    });
  }

  /** EventBridge's `Object Created`. */
  eventBridge(key: string): string {
    return JSON.stringify({
      version: '0',
      source: 'aws.s3',
      'detail-type': 'Object Created',
      region: REGION,
      detail: { version: '0', bucket: { name: this.bucket }, object: { key }, reason: 'PutObject' },
    });
  }

  #size(queue: string): number {
    const { ready, delayed, inflight } = this.#state(queue);
    return ready.length + delayed.length + inflight.length;
  }

  #state(queue: string) {
    const state = this.#server.inspectQueue(queue);
    if (!state) throw new Error(`Queue ${queue} is gone.`);
    return state.messages;
  }
}

/** A notification as it comes through SNS. */
export function throughSns(body: string): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: 'arn:aws:sns:us-east-1:111122223333:trail',
    Message: body,
    Timestamp: '2026-03-02T09:15:00.000Z',
  });
}
