import type { Fault, ProxiedAnswer, ProxiedRequest, ProxyRules } from '../../support/fault-proxy.js';

/** How requests to S3 and SQS are treated. */
export interface TrafficOptions {
  readonly bucket: string;
  readonly queueUrl: string;
  /** The service's own; nobody waits longer than that for a message. */
  readonly visibilityTimeoutSeconds: number;
  /** Share (0 to 1) of requests to S3 that are slowed down or broken. */
  readonly s3Faults: number;
  /** Share (0 to 1) of requests to SQS whose answer is lost. */
  readonly sqsFaults: number;
}

const SLOW_DOWN: Fault = {
  kind: 'answer',
  status: 503,
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};
// A killed process leaves its long poll behind, which then takes messages for nobody.
const LONGEST_POLL_SECONDS = 1;
const RETRY_SECONDS = 1;

/** Lets requests go wrong, makes the queue's time pass faster, and counts what the queue hands out. */
export class Traffic implements ProxyRules {
  readonly #options: TrafficOptions;
  readonly #receives = new Map<string, number>();
  #isCalm = false;
  #s3Faults = 0;
  #lostAnswers = 0;

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /** Nothing goes wrong any more. */
  calm(): void {
    this.#isCalm = true;
  }

  get s3Faults(): number {
    return this.#s3Faults;
  }

  /** Requests to SQS that were done and not answered. */
  get lostAnswers(): number {
    return this.#lostAnswers;
  }

  /** Receives of messages after their first one. */
  get redeliveries(): number {
    return [...this.#receives.values()].reduce((sum, count) => sum + count - 1, 0);
  }

  rewrite({ headers, body }: ProxiedRequest): Buffer | undefined {
    const call = callOf(headers['x-amz-target']);
    if (call !== 'ReceiveMessage' && call !== 'ChangeMessageVisibility') return undefined;
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    if (call === 'ReceiveMessage') input.WaitTimeSeconds = LONGEST_POLL_SECONDS;
    // What is longer than a heartbeat is the delay before another try: minutes, after some kills.
    else if (Number(input.VisibilityTimeout) > this.#options.visibilityTimeoutSeconds)
      input.VisibilityTimeout = RETRY_SECONDS;
    return Buffer.from(JSON.stringify(input));
  }

  fault({ method, path, headers }: ProxiedRequest): Fault | undefined {
    if (this.#isCalm) return undefined;
    const { bucket, s3Faults, sqsFaults } = this.#options;
    if ((method === 'GET' || method === 'HEAD') && path.startsWith(`/${bucket}/`)) {
      if (Math.random() >= s3Faults) return undefined;
      this.#s3Faults += 1;
      return Math.random() < 0.5 ? SLOW_DOWN : { kind: 'reset', share: Math.random() };
    }
    if (callOf(headers['x-amz-target']) === undefined || Math.random() >= sqsFaults) return undefined;
    this.#lostAnswers += 1;
    return { kind: 'reset', share: 0 };
  }

  onAnswer({ headers, body: question }: ProxiedRequest, { status, body }: ProxiedAnswer): void {
    if (status !== 200 || callOf(headers['x-amz-target']) !== 'ReceiveMessage') return;
    const { QueueUrl } = JSON.parse(question.toString()) as { QueueUrl?: string };
    if (QueueUrl !== this.#options.queueUrl) return;
    const { Messages = [] } = JSON.parse(body.toString()) as { Messages?: { MessageId: string }[] };
    for (const { MessageId } of Messages) {
      this.#receives.set(MessageId, (this.#receives.get(MessageId) ?? 0) + 1);
    }
  }
}

function callOf(target: string | string[] | undefined): string | undefined {
  return typeof target === 'string' ? /^AmazonSQS\.(\w+)$/.exec(target)?.[1] : undefined;
}
