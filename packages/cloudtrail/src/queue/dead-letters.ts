import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { attributesOf, type DeadLetter, deadLetterOf } from './dead-letter.js';
import type { Failure } from './failure.js';
import type { QueueMessage } from './queue-message.js';

/** A queue and how to reach it. */
export interface QueueAddress {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** Takes messages that nobody can process. */
export class DeadLetterQueue {
  readonly #address: QueueAddress;

  constructor(address: QueueAddress) {
    this.#address = address;
  }

  /** Copies a message with what is known about its failure. The caller deletes the original. @throws errors of SQS. */
  async put(message: QueueMessage, failure: Failure): Promise<void> {
    const { sqs, queueUrl } = this.#address;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: message.body,
        MessageAttributes: attributesOf(message, failure),
      }),
    );
  }
}

/** Which dead letters are meant. */
export interface DeadLetterFilter {
  /** How many at most. Default 100. */
  readonly limit?: number;
  /** Only those with this error code. */
  readonly errorCode?: string;
}

/** Where dead letters go back to. */
export interface RedriveOptions extends DeadLetterFilter {
  /** Address of the queue that they came from. */
  readonly targetQueueUrl: string;
}

/** What a redrive did. */
export interface RedriveReport {
  readonly redriven: readonly DeadLetter[];
  /** Looked at and left: they have another error code, or died again after they were sent back. */
  readonly left: number;
}

const BATCH = 10;
// Long enough to look through a large queue, short enough when this process is killed while doing so.
const PEEK_SECONDS = 60;
const LAST_WAIT_SECONDS = 1;

/**
 * Dead letters, without consuming them: for a minute at most nobody else sees those that were looked at, and their receive
 * counts grow by one. @throws errors of SQS.
 */
export async function listDeadLetters(
  queue: QueueAddress,
  filter: DeadLetterFilter = {},
): Promise<DeadLetter[]> {
  const { limit = 100 } = filter;
  const found: DeadLetter[] = [];
  await peek(queue, async (message) => {
    const letter = deadLetterOf(message);
    if (matches(letter, filter)) found.push(letter);
    return found.length < limit ? 'keep' : 'keep-and-stop';
  });
  return found;
}

/**
 * Sends dead letters back to the queue they came from, where they count as new; objects of theirs that were processed in
 * the meantime are in the ledger. Each is deleted after it was sent: when this stops half-way one may be in both queues.
 * @throws errors of SQS; what was sent by then stays sent.
 */
export async function redriveDeadLetters(
  queue: QueueAddress,
  options: RedriveOptions,
): Promise<RedriveReport> {
  const { sqs, queueUrl } = queue;
  const { limit = 100, targetQueueUrl } = options;
  const redriven: DeadLetter[] = [];
  const sent = new Set<string | undefined>();
  let left = 0;
  await peek(queue, async (message) => {
    const letter = deadLetterOf(message);
    // One that died again while this runs would go round for ever.
    const isOurs = letter.originalMessageId !== undefined && sent.has(letter.originalMessageId);
    if (isOurs || !matches(letter, options)) {
      left += 1;
      return 'keep';
    }
    const command = new SendMessageCommand({ QueueUrl: targetQueueUrl, MessageBody: letter.body });
    sent.add((await sqs.send(command)).MessageId);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    redriven.push(letter);
    return redriven.length < limit ? 'gone' : 'gone-and-stop';
  });
  return { redriven, left };
}

type Visit = 'keep' | 'gone' | 'keep-and-stop' | 'gone-and-stop';

/** Shows each visible message to `visit` once, and makes those that it keeps visible again, on every way out. */
async function peek(queue: QueueAddress, visit: (message: Message) => Promise<Visit>): Promise<void> {
  const hidden = new Map<string, Message>();
  const endsAtMs = performance.now() + PEEK_SECONDS * 1000;
  try {
    // One that comes twice has become visible again: everything has been seen.
    for (let ended = false; !ended && performance.now() < endsAtMs; ) {
      const messages = await receive(queue);
      ended = messages.length === 0 || messages.some(({ MessageId }) => hidden.has(MessageId ?? ''));
      for (const message of messages) hidden.set(message.MessageId ?? '', message);
      for (const message of ended ? [] : messages) {
        const answer = await visit(message);
        if (answer.startsWith('gone')) hidden.delete(message.MessageId ?? '');
        ended ||= answer.endsWith('stop');
        if (ended) break;
      }
    }
  } finally {
    await show(queue, [...hidden.values()]);
  }
}

async function receive({ sqs, queueUrl }: QueueAddress): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: PEEK_SECONDS,
      // Without waiting SQS asks only some of its servers, and a queue can seem empty.
      WaitTimeSeconds: LAST_WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function show({ sqs, queueUrl }: QueueAddress, messages: readonly Message[]): Promise<void> {
  for (let at = 0; at < messages.length; at += BATCH) {
    const Entries = messages.slice(at, at + BATCH).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    // One that SQS does not change becomes visible by itself within a minute.
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

function matches({ errorCode }: DeadLetter, filter: DeadLetterFilter): boolean {
  return filter.errorCode === undefined || filter.errorCode === errorCode;
}
