import type { KeyFilter, ObjectProcessor } from '@fullstop/cloudtrail';
import {
  createSqsClient,
  DeadLetterQueue,
  MessageProcessor,
  QueueConsumer,
  type QueueListener,
} from '@fullstop/cloudtrail/queue';
import type { Logger } from '@fullstop/core';
import { awsCredentialsOf, s3SourceOf } from '../../aws/aws-sources.js';
import type { Config } from '../../config/config.schema.js';
import type { IngestSource, SourceState } from './ingest-source.js';

/** What a queue ingest is made of. */
export interface QueueIngestOptions {
  readonly config: Config;
  readonly queueUrl: string;
  readonly processor: ObjectProcessor;
  readonly filter: KeyFilter;
  /** Rejects while the database cannot be reached. */
  readonly checkStore: () => Promise<void>;
  readonly listener: QueueListener;
  readonly logger: Logger;
}

/** A queue that has not answered for so long is a reason not to be ready, in seconds. */
const SILENCE_SECONDS = 300;

/** Reads the log objects in S3 that messages on an SQS queue announce. */
export class QueueIngest implements IngestSource {
  readonly name = 'queue';
  readonly #queueUrl: string;
  readonly #consumer: QueueConsumer;
  #startedAt = new Date();

  constructor(options: QueueIngestOptions) {
    this.#queueUrl = options.queueUrl;
    this.#consumer = queueConsumer(options);
  }

  get state(): SourceState {
    const { state, inFlight, consecutivePollFailures, lastSuccessfulPollAt } = this.#consumer.status;
    const lastSign = lastSuccessfulPollAt ?? this.#startedAt;
    const silentSeconds = (Date.now() - lastSign.getTime()) / 1000;
    return {
      ready: state !== 'waiting' && consecutivePollFailures < 3 && silentSeconds < SILENCE_SECONDS,
      state,
      queue: this.#queueUrl,
      in_flight: inFlight,
      consecutive_poll_failures: consecutivePollFailures,
      last_successful_poll: lastSuccessfulPollAt?.toISOString() ?? null,
    };
  }

  async start(): Promise<void> {
    this.#startedAt = new Date();
    this.#consumer.start();
  }

  async stop(timeoutSeconds: number): Promise<void> {
    await this.#consumer.stop({ timeoutSeconds });
  }
}

function queueConsumer(options: QueueIngestOptions): QueueConsumer {
  const { config, queueUrl, processor, filter, checkStore, listener, logger } = options;
  const { sqs: settings } = config;
  const sqs = createSqsClient({ region: settings.region, credentials: awsCredentialsOf(config) });
  return new QueueConsumer({
    sqs,
    queueUrl,
    processor: new MessageProcessor({
      source: s3SourceOf(config),
      objects: processor,
      filter,
      redelivery: { maxReceiveCount: settings.maxReceiveCount },
      listener,
      logger,
    }),
    deadLetters: settings.deadLetterUrl
      ? new DeadLetterQueue({ sqs, queueUrl: settings.deadLetterUrl })
      : undefined,
    maxInFlight: settings.maxInFlight,
    visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
    maxProcessingSeconds: settings.maxProcessingSeconds,
    checkStore,
    listener,
    logger,
  });
}
