import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '@fullstop/cloudtrail/queue';
import { messageOf } from '@fullstop/core';
import { awsCredentialsOf } from '../../aws/aws-sources.js';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';
import { remedyOfOwnCredentials } from '../own-credentials.js';
import { clockLines } from './clock.js';

/** Shorter than a long weekend: an outage loses messages. */
const LEAST_RETENTION_SECONDS = 4 * 24 * 3600;

type Attributes = Readonly<Record<string, string>>;

/** Whether the queues can be asked and suit the settings, and whether the clock agrees with that of SQS. */
export async function examineQueue({ config }: Examination): Promise<DoctorLine[]> {
  const lines = new DoctorLines('queue');
  const { url, deadLetterUrl, region } = config.sqs;
  if (url === undefined) return lines.ok('none is configured (FULLSTOP_SQS_URL)').lines;
  const sqs = createSqsClient({ region, credentials: awsCredentialsOf(config), maxAttempts: 2 });
  const clock = watchClock(sqs);
  try {
    const attributes = await attributesOf(sqs, url, lines, 'FULLSTOP_SQS_URL');
    if (attributes) examineSource(lines, attributes, config.sqs);
    if (deadLetterUrl !== undefined) await examineDeadLetters(sqs, lines, url, deadLetterUrl);
  } finally {
    sqs.destroy();
  }
  return [...lines.lines, ...clockLines('SQS', clock.skewSeconds)];
}

async function attributesOf(
  sqs: SQSClient,
  QueueUrl: string,
  lines: DoctorLines,
  variable: string,
): Promise<Attributes | undefined> {
  try {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes;
  } catch (error) {
    lines.fail(
      `${QueueUrl}: ${messageOf(error)}`,
      remedyOfOwnCredentials(error) ??
        `See that ${variable} and FULLSTOP_SQS_REGION are right, and that the service may sqs:GetQueueAttributes.`,
    );
    return undefined;
  }
}

function examineSource(
  lines: DoctorLines,
  attributes: Attributes,
  { maxReceiveCount, deadLetterUrl }: Examination['config']['sqs'],
): void {
  const { ApproximateNumberOfMessages: waiting = '?', ApproximateNumberOfMessagesNotVisible: inHand = '?' } =
    attributes;
  lines.ok(`${waiting} messages wait, ${inHand} are in somebody's hands`);
  const own = redriveCountOf(attributes);
  if (own !== undefined && own <= maxReceiveCount) {
    lines.warn(
      `the queue's redrive policy gives up after ${own} receives, before the service does after ${maxReceiveCount}`,
      `Raise maxReceiveCount of the policy above ${maxReceiveCount}, or lower FULLSTOP_SQS_MAX_RECEIVE_COUNT.`,
    );
  } else if (own === undefined && deadLetterUrl === undefined) {
    lines.warn(
      'poison messages have no place to go and come back until they expire',
      'Give the queue a redrive policy, and name a dead-letter queue in FULLSTOP_SQS_DEAD_LETTER_URL.',
    );
  } else
    lines.ok(own === undefined ? 'no redrive policy of its own' : `redrive policy after ${own} receives`);

  examineTimes(lines, attributes);
}

function examineTimes(lines: DoctorLines, attributes: Attributes): void {
  const retention = Number(attributes.MessageRetentionPeriod);
  if (retention < LEAST_RETENTION_SECONDS) {
    lines.warn(
      `messages expire after ${(retention / 3600).toFixed(1)} hours: a longer outage loses what they announce`,
      'Set MessageRetentionPeriod to 1209600 (14 days).',
    );
  }
  // The service says how long a message stays hidden with every receive; a Lambda source mapping takes the queue's own time.
  lines.ok(
    `messages are kept for ${(retention / 86_400).toFixed(1)} days; visibility time-out ${attributes.VisibilityTimeout} s`,
  );
}

function redriveCountOf({ RedrivePolicy }: Attributes): number | undefined {
  if (!RedrivePolicy) return undefined;
  const count = Number(JSON.parse(RedrivePolicy).maxReceiveCount);
  return Number.isNaN(count) ? undefined : count;
}

async function examineDeadLetters(
  sqs: SQSClient,
  lines: DoctorLines,
  url: string,
  deadLetterUrl: string,
): Promise<void> {
  if (deadLetterUrl === url) {
    lines.fail(
      'the dead-letter queue is the queue itself: poison would go round for ever',
      'Name another queue in FULLSTOP_SQS_DEAD_LETTER_URL.',
    );
    return;
  }
  const attributes = await attributesOf(sqs, deadLetterUrl, lines, 'FULLSTOP_SQS_DEAD_LETTER_URL');
  if (!attributes) return;
  const dead = Number(attributes.ApproximateNumberOfMessages ?? 0);
  if (dead === 0) lines.ok('no dead letters');
  else
    lines.warn(
      `${dead} dead letters`,
      'Look at them with fullstop dlq list, and send them back with dlq redrive.',
    );
}

/** Notes how far the clock is off, by the date in the answers, refusals included. */
function watchClock(sqs: SQSClient): { readonly skewSeconds: number | undefined } {
  let skewSeconds: number | undefined;
  sqs.middlewareStack.add(
    (next) => async (args) => {
      const answered = await next(args);
      const date = dateOf(answered.response);
      if (date !== undefined) skewSeconds = (Date.now() - date) / 1000;
      return answered;
    },
    // Next to the connection, where the answer is not read yet.
    { step: 'deserialize', priority: 'low', name: 'watchClock' },
  );
  return {
    get skewSeconds() {
      return skewSeconds;
    },
  };
}

function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { date } = response.headers as Readonly<Record<string, string | undefined>>;
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : at;
}
