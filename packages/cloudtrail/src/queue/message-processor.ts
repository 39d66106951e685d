import { FullstopError, type Logger, silentLogger } from '@fullstop/core';
import { trace } from '@opentelemetry/api';
import type { ObjectProcessor, ObjectReport } from '../ingest/object-processor.js';
import type { AnnouncedObject, IgnoredReason } from '../notifications/notification.js';
import { parseNotification } from '../notifications/parse-notification.js';
import { type KeyFilter, whyUnwanted } from '../objects/key-filter.js';
import { classifyObject, type ObjectName } from '../objects/object-name.js';
import { abortableObject, orAborted } from './abort.js';
import { type Failure, failureOf } from './failure.js';
import { incompleteLogFailure } from './incomplete-log.js';
import type { MessageOutcome } from './message-outcome.js';
import type { ObjectSource } from './object-source.js';
import { UnreadableNotificationError } from './queue-errors.js';
import { type QueueListener, type Tell, tellerOf } from './queue-listener.js';
import type { QueueMessage } from './queue-message.js';
import { type RedeliveryOptions, RedeliveryPolicy } from './redelivery-policy.js';

/** What a message processor is made of. */
export interface MessageProcessorOptions {
  readonly source: ObjectSource;
  readonly objects: Pick<ObjectProcessor, 'process'>;
  /** Replaces the built-in pattern of log names; see {@link classifyObject}. */
  readonly logName?: RegExp;
  /** Which logs are wanted, by their keys; others are skipped and count as done. Default: all. */
  readonly filter?: KeyFilter;
  readonly redelivery?: RedeliveryOptions;
  readonly listener?: QueueListener;
  readonly logger?: Logger;
}

const DONE: MessageOutcome = { kind: 'done' };
// Suffixes come from names of objects, which anybody may choose who can write to the bucket.
const MAX_SUFFIXES = 100;

/** Does what a message asks for, up to but without deleting it. Knows nothing of queues, so that it serves a Lambda too. */
export class MessageProcessor {
  readonly #options: MessageProcessorOptions;
  readonly #policy: RedeliveryPolicy;
  readonly #logger: Logger;
  readonly #tell: Tell;
  readonly #suffixesSeen = new Set<string>();

  constructor(options: MessageProcessorOptions) {
    this.#options = options;
    this.#policy = new RedeliveryPolicy(options.redelivery);
    this.#logger = options.logger ?? silentLogger;
    this.#tell = tellerOf(options.listener, this.#logger);
  }

  /**
   * Processes the objects of a message one after the other, each once. One that fails does not stop the next; those that
   * are done are in the ledger and not read again when the message comes again.
   * @param signal ends the work; the pieces of an object that is being read end as well.
   * @throws the reason of the signal, and nothing else.
   */
  async process(message: QueueMessage, signal?: AbortSignal): Promise<MessageOutcome> {
    const attributes = { 'messaging.message.id': message.id, 'fullstop.receive_count': message.receiveCount };
    return trace
      .getTracer('@fullstop/cloudtrail')
      .startActiveSpan('message', { attributes }, async (span) => {
        try {
          const outcome = await this.#process(message, signal);
          span.setAttribute('fullstop.result', outcome.kind);
          return outcome;
        } finally {
          span.end();
        }
      });
  }

  async #process(message: QueueMessage, signal: AbortSignal | undefined): Promise<MessageOutcome> {
    signal?.throwIfAborted();
    const notification = parseNotification(message.body);
    switch (notification.kind) {
      case 'ignored':
        return this.#ignore(message, notification.reason);
      case 'unreadable':
        return this.outcomeOfFailure(
          message,
          new UnreadableNotificationError(message.id, notification.problem),
        );
      case 'objects':
        return this.#processAll(message, distinct(notification.objects), signal);
    }
  }

  /** What becomes of a message that failed as a whole. */
  outcomeOfFailure(message: QueueMessage, error: unknown): MessageOutcome {
    return this.#policy.outcomeOf(message, [failureOf(error)]);
  }

  #ignore(message: QueueMessage, reason: IgnoredReason): MessageOutcome {
    const fields = { sqs_message_id: message.id, reason };
    if (reason === 'subscription') {
      this.#logger.warn(
        fields,
        'Message asks to confirm an SNS subscription, or says that one ended. It is deleted and not answered; confirm ' +
          'the subscription with SNS if you want it.',
      );
    } else {
      this.#logger.debug(fields, `Message announces no object to read (${reason}).`);
    }
    this.#tell((to) => to.onIgnored?.(message, reason));
    return DONE;
  }

  async #processAll(
    message: QueueMessage,
    objects: readonly AnnouncedObject[],
    signal: AbortSignal | undefined,
  ): Promise<MessageOutcome> {
    const failures: Failure[] = [];
    for (const object of objects) {
      const failure = await this.#processOne(message, object, signal);
      if (failure) failures.push(failure);
    }
    const [first, ...others] = failures;
    return first ? this.#policy.outcomeOf(message, [first, ...others]) : DONE;
  }

  async #processOne(
    message: QueueMessage,
    object: AnnouncedObject,
    signal: AbortSignal | undefined,
  ): Promise<Failure | undefined> {
    const name = classifyObject(object.key, { logName: this.#options.logName });
    if (name.class !== 'log') return this.#skip(object, name);
    const unwanted = whyUnwanted(object.key, this.#options.filter ?? {});
    if (unwanted !== undefined) {
      this.#tell((to) => to.onSkipped?.(object, unwanted));
      return undefined;
    }

    const failure = await this.#read(message, object, signal);
    if (!failure) return undefined;
    const fields = { sqs_message_id: message.id, s3_bucket: object.bucket, s3_key: object.key };
    this.#logger.warn(
      { ...fields, err: failure.error, error_code: failure.code, receive_count: message.receiveCount },
      `Object is not done (${failure.failureClass}): ${failure.message}`,
    );
    this.#tell((to) => to.onObjectFailed?.(object, failure));
    return failure;
  }

  async #read(
    { receiveCount }: QueueMessage,
    object: AnnouncedObject,
    signal: AbortSignal | undefined,
  ): Promise<Failure | undefined> {
    try {
      const report = await this.#processAnnounced(object, signal);
      this.#tell((to) => to.onObjectProcessed?.(object, report));
      const isIncomplete = report.status === 'incomplete' && report.read !== undefined;
      return isIncomplete ? incompleteLogFailure(report.read, object, receiveCount) : undefined;
    } catch (error) {
      signal?.throwIfAborted();
      return failureOf(error, object);
    }
  }

  async #processAnnounced(object: AnnouncedObject, signal: AbortSignal | undefined): Promise<ObjectReport> {
    try {
      return await this.#processFound(object, signal);
    } catch (error) {
      const isReplaced = error instanceof FullstopError && error.code === 'OBJECT_CHANGED';
      if (!isReplaced || signal?.aborted) throw error;
      // The version that was announced is gone for good; what took its place is what there is to read.
      const { etag, sizeBytes, ...current } = object;
      return this.#processFound(current, signal);
    }
  }

  async #processFound(object: AnnouncedObject, signal: AbortSignal | undefined): Promise<ObjectReport> {
    const found = await orAborted(this.#options.source.find(object, signal), signal);
    return orAborted(this.#options.objects.process(abortableObject(found, signal)), signal);
  }

  #skip(object: AnnouncedObject, name: Exclude<ObjectName, { class: 'log' }>): undefined {
    if (name.class === 'other-trail' && !this.#suffixesSeen.has(name.suffix)) {
      if (this.#suffixesSeen.size < MAX_SUFFIXES) {
        this.#suffixesSeen.add(name.suffix);
        this.#logger.warn(
          { s3_bucket: object.bucket, s3_key: object.key },
          `CloudTrail files of kind ${name.suffix} are skipped. Said once; set logName to have them read.`,
        );
      }
    }
    this.#tell((to) => to.onSkipped?.(object, name.class));
  }
}

/** Every object once, in order; what matters is its name, for whatever is there now is what is read. */
function distinct(objects: readonly AnnouncedObject[]): AnnouncedObject[] {
  return [
    ...new Map(objects.map((object) => [JSON.stringify([object.bucket, object.key]), object])).values(),
  ];
}
