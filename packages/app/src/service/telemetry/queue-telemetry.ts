import type { QueueListener, QueueMessage } from '@fullstop/cloudtrail/queue';
import { type Counter, metrics } from '@opentelemetry/api';
import { MessagesInHand } from './messages-in-hand.js';

type ToldOf = Pick<QueueMessage, 'id' | 'sentAt'>;

/** Counts what happens with messages of the queue, and tells the age of the oldest one in hand. */
export class QueueTelemetry implements QueueListener {
  readonly #inHand = new MessagesInHand();
  readonly #messages: Counter;
  readonly #ignored: Counter;
  readonly #skipped: Counter;
  readonly #failed: Counter;
  readonly #pollFailures: Counter;

  constructor() {
    const meter = metrics.getMeter('@fullstop/app');
    const counter = (name: string, description: string) =>
      meter.createCounter(`fullstop_${name}`, { description });
    this.#messages = counter('messages', 'Messages of the queue by what happened to them');
    this.#ignored = counter('messages_ignored', 'Messages that announce nothing, by reason');
    this.#skipped = counter(
      'objects_skipped',
      'Announced objects that are no log and were not fetched, by class',
    );
    this.#failed = counter('objects_failed', 'Announced objects that could not be processed, by error code');
    this.#pollFailures = counter('poll_failures', 'Polls that SQS did not answer as it should');
    meter
      .createObservableGauge('fullstop_oldest_message_age_seconds', {
        description: 'Time since the oldest message in hand was sent; 0 when there is none',
        unit: 's',
      })
      .addCallback((result) => result.observe(this.#inHand.oldestAgeSeconds(new Date())));
  }

  onReceived = (message: ToldOf) => {
    this.#inHand.add(message);
    this.#messages.add(1, { event: 'received' });
  };
  onExtended = () => this.#messages.add(1, { event: 'extended' });
  onDeleted = (message: ToldOf) => this.#ended(message, 'deleted');
  onRetried = (message: ToldOf) => this.#ended(message, 'retried');
  // It is still to be deleted.
  onDeadLettered = () => this.#messages.add(1, { event: 'dead_lettered' });
  onKept = (message: ToldOf) => this.#ended(message, 'kept');
  onReleased = (message: ToldOf) => this.#ended(message, 'released');
  onLost = (message: ToldOf) => this.#ended(message, 'lost');
  onSettleFailed = (message: ToldOf) => this.#ended(message, 'settle_failed');
  onIgnored: QueueListener['onIgnored'] = (_message, reason) => this.#ignored.add(1, { reason });
  onSkipped: QueueListener['onSkipped'] = (_object, objectClass) =>
    this.#skipped.add(1, { class: objectClass });
  onObjectFailed: QueueListener['onObjectFailed'] = (_object, { code }) => this.#failed.add(1, { code });
  onPollFailed = () => this.#pollFailures.add(1);

  #ended(message: ToldOf, event: string): void {
    this.#inHand.remove(message);
    this.#messages.add(1, { event });
  }
}
