import type { MessageOutcome, QueueMessage } from '@fullstop/cloudtrail/queue';
import { messageOf as reasonOf } from '@fullstop/core';
import pLimit from 'p-limit';
import type { Environment } from '../config/environment.js';
import { buildFunctionParts, type FunctionParts } from './function-parts.js';
import { type BatchResponse, type LambdaContext, type LambdaEvent, messageOf } from './sqs-event.js';

/** A Lambda function. */
export type LambdaHandler = (event: LambdaEvent, context?: LambdaContext) => Promise<BatchResponse>;

/** What is left of a call's time when work is given up, so that the answer still gets out, in milliseconds. */
const MARGIN_MS = 3000;
/** Time of a call when Lambda does not tell. */
const DEFAULT_TIME_MS = 30_000;

/**
 * Makes a function for an SQS event source mapping with partial batch responses: messages that are done are not reported,
 * the others come again. Called by a schedule, it tries pending checks again instead. The first call builds everything;
 * one that fails to do so rejects, and the next tries anew.
 * @param environment default: the process'.
 */
export function createHandler(
  workingFolder = process.cwd(),
  environment: Environment = process.env,
): LambdaHandler {
  let parts: Promise<FunctionParts> | undefined;
  return async (event, context) => {
    parts ??= buildFunctionParts(workingFolder, environment);
    const built = await parts.catch((error: unknown) => {
      parts = undefined;
      throw error;
    });
    if (event.Records === undefined) return retryChecks(built);

    const timeMs = (context?.getRemainingTimeInMillis() ?? DEFAULT_TIME_MS) - MARGIN_MS;
    const signal = AbortSignal.timeout(Math.max(timeMs, 0));
    const limit = pLimit(built.maxInFlight);
    const work = event.Records.map((record) => limit(() => isDone(built, messageOf(record), signal)));
    const done = await Promise.all(work);
    const failed = event.Records.filter((_record, index) => !done[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function retryChecks({ retrier, logger }: FunctionParts): Promise<BatchResponse> {
  const { decided, undecided, waiting } = await retrier.retryDue();
  logger.info({ decided, undecided, waiting }, 'Pending checks tried again');
  return { batchItemFailures: [] };
}

/** Whether a message may be deleted: it is done, or it is poison and in the dead-letter queue. */
async function isDone(parts: FunctionParts, message: QueueMessage, signal: AbortSignal): Promise<boolean> {
  try {
    const outcome = await parts.processor.process(message, signal);
    return await settle(parts, message, outcome);
  } catch (error) {
    parts.logger.error({ sqs_message_id: message.id, err: error }, `Message comes again: ${reasonOf(error)}`);
    return false;
  }
}

async function settle(
  { deadLetters, logger }: FunctionParts,
  message: QueueMessage,
  outcome: MessageOutcome,
): Promise<boolean> {
  switch (outcome.kind) {
    case 'done':
      return true;
    case 'retry':
      return false;
    case 'poison':
      // Without a queue of our own, that of the source mapping takes it after its number of receives.
      if (!deadLetters) return false;
      await deadLetters.put(message, outcome.failure);
      logger.error(
        { sqs_message_id: message.id, error_code: outcome.failure.code },
        'Message is dead-lettered',
      );
      return true;
  }
}
