import {
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchResult,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { MessageNotDeletedError } from './queue-errors.js';
import type { ReceivedMessage } from './queue-message.js';

/** As many as SQS takes with one request. */
const MAX_BATCH = 10;
/** As often as the SDK tries a request. */
const MAX_ATTEMPTS = 3;
/**
 * How long a message waits for others. Its visibility cannot run out by that: it is extended every third of its time, which
 * is 3 s at least.
 */
const LINGER_MS = 50;

interface Deletion {
  readonly message: ReceivedMessage;
  readonly attempt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Deletes messages of one queue, up to ten with one request: a request costs about as much as the work on a message. */
export class MessageDeleter {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  #waiting: Deletion[] = [];
  #linger: NodeJS.Timeout | undefined;

  constructor({ sqs, queueUrl }: { readonly sqs: SQSClient; readonly queueUrl: string }) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /**
   * Fulfilled when SQS says that this message is deleted; a fraction of a second later than a request of its own would take.
   * @throws {MessageNotDeletedError} when SQS refuses this one; errors of SQS when it refuses all.
   */
  delete(message: ReceivedMessage): Promise<void> {
    return new Promise((resolve, reject) => this.#add({ message, attempt: 1, resolve, reject }));
  }

  #add(deletion: Deletion): void {
    this.#waiting.push(deletion);
    if (this.#waiting.length >= MAX_BATCH) this.#sendWaiting();
    else this.#linger ??= setTimeout(() => this.#sendWaiting(), LINGER_MS);
  }

  #sendWaiting(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    void this.#send(this.#waiting.splice(0));
  }

  /** Never rejects; each of the messages hears what became of it. */
  async #send(deletions: readonly Deletion[]): Promise<void> {
    try {
      const answer = await this.#request(deletions);
      const deleted = new Set(answer.Successful?.map(({ Id }) => Id));
      const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]));
      for (const [index, deletion] of deletions.entries()) {
        if (deleted.has(`${index}`)) deletion.resolve();
        else this.#notDeleted(deletion, failed.get(`${index}`));
      }
    } catch (error) {
      for (const { reject } of deletions) reject(error);
    }
  }

  #request(deletions: readonly Deletion[]): Promise<DeleteMessageBatchResult> {
    const Entries = deletions.map(({ message: { receiptHandle } }, index) => {
      return { Id: `${index}`, ReceiptHandle: receiptHandle };
    });
    return this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
  }

  #notDeleted(deletion: Deletion, failure: BatchResultErrorEntry | undefined): void {
    const { message, attempt, reject } = deletion;
    // The SDK tries requests again, not what failed within one that worked.
    if (failure?.SenderFault === false && attempt < MAX_ATTEMPTS) {
      this.#add({ ...deletion, attempt: attempt + 1 });
      return;
    }
    reject(new MessageNotDeletedError(message.id, failure));
  }
}
