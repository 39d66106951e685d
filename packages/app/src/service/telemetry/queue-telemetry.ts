import type { QueueListener } from '@fullstop/cloudtrail/queue';
import { type Counter, metrics } from '@opentelemetry/api';

/** Counts what happens with messages of the queue. */
export class QueueTelemetry implements QueueListener {
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
  }

  onReceived = () => this.#messages.add(1, { event: 'received' });
  onExtended = () => this.#messages.add(1, { event: 'extended' });
  onDeleted = () => this.#messages.add(1, { event: 'deleted' });
  onRetried = () => this.#messages.add(1, { event: 'retried' });
  onDeadLettered = () => this.#messages.add(1, { event: 'dead_lettered' });
  onKept = () => this.#messages.add(1, { event: 'kept' });
  onReleased = () => this.#messages.add(1, { event: 'released' });
  onLost = () => this.#messages.add(1, { event: 'lost' });
  onSettleFailed = () => this.#messages.add(1, { event: 'settle_failed' });
  onIgnored: QueueListener['onIgnored'] = (_message, reason) => this.#ignored.add(1, { reason });
  onSkipped: QueueListener['onSkipped'] = (_object, objectClass) =>
    this.#skipped.add(1, { class: objectClass });
  onObjectFailed: QueueListener['onObjectFailed'] = (_object, { code }) => this.#failed.add(1, { code });
  onPollFailed = () => this.#pollFailures.add(1);
}
