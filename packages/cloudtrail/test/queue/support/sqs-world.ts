import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import {
  createSqsClient,
  DeadLetterQueue,
  QueueConsumer,
  type QueueConsumerOptions,
} from '../../../src/queue/index.js';
import { sleep } from '../../support/async.js';
import { aLogWorld, type LogWorld } from './log-world.js';

/** A request that a client made. */
export interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that writes down its requests, and fails those that it is told to. */
export interface SpiedClient {
  readonly sqs: SQSClient;
  readonly calls: Call[];
  /** By name of the command, such as `DeleteMessageBatchCommand`. */
  readonly failures: Map<string, Error>;
}

/** Keeps the answers of SQS to one kind of request from a client until the gate opens; SQS has done what was asked. */
export function holdAnswers({ sqs }: SpiedClient, name: string, opened: Promise<void>): void {
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const answer = await next(call);
        if (commandName === name) await opened;
        return answer;
      },
    { step: 'initialize', priority: 'low' },
  );
}

/** A queue server in this process. */
export class SqsWorld {
  readonly #server: FauxqsServer;
  readonly #consumers: QueueConsumer[] = [];
  readonly #clients: SQSClient[] = [];

  private constructor(server: FauxqsServer) {
    this.#server = server;
  }

  static async start(): Promise<SqsWorld> {
    return new SqsWorld(await startFauxqs({ port: 0, logger: false }));
  }

  /** Stops the consumers of a test. */
  async stopConsumers(): Promise<void> {
    await Promise.all(this.#consumers.splice(0).map((consumer) => consumer.stop({ timeoutSeconds: 0 })));
    for (const client of this.#clients.splice(0)) client.destroy();
  }

  async end(): Promise<void> {
    await this.stopConsumers();
    await this.#server.stop();
  }

  get address(): string {
    return this.#server.address;
  }

  /** Tries each request once, unless told otherwise. */
  client(config: SQSClientConfig = {}): SpiedClient {
    const calls: Call[] = [];
    const failures = new Map<string, Error>();
    const sqs = createSqsClient({
      endpoint: this.#server.address,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1,
      ...config,
    });
    this.#clients.push(sqs);
    sqs.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (request) => {
          calls.push({ name: commandName, input: { ...request.input } });
          const failure = failures.get(commandName);
          if (failure) throw failure;
          return next(request);
        },
      { step: 'initialize' },
    );
    return { sqs, calls, failures };
  }

  /** A queue of its own, with these messages in it. */
  async queue(...bodies: readonly string[]): Promise<TestQueue> {
    const { queueUrl, queueName } = this.#server.createQueue(`queue-${randomUUID()}`);
    const queue = new TestQueue(this.#server, queueName, queueUrl, this.client());
    await queue.send(...bodies);
    return queue;
  }

  /** A consumer that is stopped after the test. Quick where the real one is patient. */
  consumer(
    queue: TestQueue,
    world: LogWorld,
    options: Partial<QueueConsumerOptions> = {},
  ): { consumer: QueueConsumer; client: SpiedClient } {
    const client = this.client();
    const consumer = new QueueConsumer({
      sqs: client.sqs,
      queueUrl: queue.url,
      processor: world.processor(),
      waitTimeSeconds: 1,
      backoff: { firstSeconds: 0.05, maxSeconds: 0.4 },
      listener: world.told,
      logger: world.lines,
      ...options,
    });
    this.#consumers.push(consumer);
    return { consumer, client };
  }

  deadLetters(queue: TestQueue): DeadLetterQueue {
    return new DeadLetterQueue({ sqs: this.client().sqs, queueUrl: queue.url });
  }

  world(): Promise<LogWorld> {
    return aLogWorld();
  }
}

/** A queue and a client to look at it from outside. */
export class TestQueue {
  readonly #server: FauxqsServer;
  readonly #name: string;
  readonly url: string;
  readonly sqs: SQSClient;

  constructor(server: FauxqsServer, name: string, url: string, { sqs }: SpiedClient) {
    this.#server = server;
    this.#name = name;
    this.url = url;
    this.sqs = sqs;
  }

  async send(...bodies: readonly string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 10) {
      const Entries = bodies
        .slice(at, at + 10)
        .map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
      await this.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.url, Entries }));
    }
  }

  /** Receives for an hour, as somebody else does. */
  async receive(): Promise<Message[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 3600,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  get visible(): number {
    return this.#messages.ready.length;
  }

  get inFlight(): number {
    return this.#messages.inflight.length;
  }

  /** Messages that are not deleted. */
  get size(): number {
    return this.visible + this.inFlight + this.#messages.delayed.length;
  }

  /** Seconds until the first message in flight becomes visible. */
  get hiddenSeconds(): number {
    const [entry] = this.#messages.inflight;
    return entry ? (entry.visibilityDeadline - Date.now()) / 1000 : 0;
  }

  /** Makes every message in flight visible at once, as if its visibility had run out. */
  async expire(): Promise<void> {
    for (const { receiptHandle } of this.#messages.inflight) {
      await this.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: this.url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
  }

  delete(): void {
    this.#server.deleteQueue(this.#name);
  }

  get #messages() {
    const state = this.#server.inspectQueue(this.#name);
    if (!state) throw new Error(`Queue ${this.#name} is gone.`);
    return state.messages;
  }
}

/** Waits until something is true. */
export async function until(condition: () => boolean, seconds = 30): Promise<void> {
  const endsAt = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > endsAt) throw new Error(`Not true within ${seconds} s: ${condition}`);
    await sleep(10);
  }
}
