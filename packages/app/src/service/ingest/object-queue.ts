import { setTimeout as delay } from 'node:timers/promises';
import type { LogObject, ObjectProcessor, ObjectReport } from '@fullstop/cloudtrail';
import { type Logger, messageOf } from '@fullstop/core';
import pLimit, { type LimitFunction } from 'p-limit';

/** What an object queue is made of. */
export interface ObjectQueueOptions {
  readonly processor: ObjectProcessor;
  readonly logger: Logger;
  /** Objects in hand at the same time. */
  readonly maxConcurrent: number;
  /** Ends waiting and retrying; what is in hand is finished. */
  readonly signal: AbortSignal;
}

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;

/** Takes log objects one after the other, a few at a time, and does not let go of one before it is stored. */
export class ObjectQueue {
  readonly #options: ObjectQueueOptions;
  readonly #limit: LimitFunction;
  readonly #inHand = new Map<string, Promise<void>>();
  readonly #stopped: Promise<void>;

  constructor(options: ObjectQueueOptions) {
    this.#options = options;
    this.#limit = pLimit(options.maxConcurrent);
    this.#stopped = new Promise((stopped) => {
      options.signal.addEventListener('abort', () => stopped(), { once: true });
    });
  }

  /** Processes an object. Resolves when it is stored, or given up because of its content, or the queue was stopped. */
  async process(object: LogObject): Promise<void> {
    const { bucket, key, etag } = object.id;
    const name = JSON.stringify([bucket, key, etag]);
    const inHand = this.#inHand.get(name);
    if (inHand) return inHand;

    const work = this.#limit(() => this.#untilStored(object)).finally(() => this.#inHand.delete(name));
    this.#inHand.set(name, work);
    return work;
  }

  /** Resolves when nothing is in hand any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#inHand.values());
  }

  async #untilStored(object: LogObject): Promise<void> {
    const { processor, logger, signal } = this.#options;
    const fields = { s3_bucket: object.id.bucket, s3_key: object.id.key };
    for (let delayMs = FIRST_DELAY_MS; !signal.aborted; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
      try {
        this.#log(object, await processor.process(object));
        return;
      } catch (error) {
        if (isGone(error)) {
          logger.warn(fields, 'The file is gone; it was moved or deleted before it could be read.');
          return;
        }
        logger.error(
          { ...fields, err: error },
          `Not stored, next try in ${delayMs / 1000} s: ${messageOf(error)}`,
        );
        await Promise.race([delay(delayMs, undefined, { ref: false }), this.#stopped]);
      }
    }
  }

  #log(object: LogObject, report: ObjectReport): void {
    const { logger } = this.#options;
    const { status, read, ...figures } = report;
    const fields = { s3_bucket: object.id.bucket, s3_key: object.id.key, ...figures, records: read?.records };
    for (const { code, message } of read?.problems ?? [])
      logger.error({ ...fields, error_code: code }, message);
    if (status === 'processed') logger.info(fields, 'Log file read');
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
