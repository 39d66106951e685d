import type { QueueMessage } from '@fullstop/cloudtrail/queue';

/** The messages that are worked on, and when they were sent. */
export class MessagesInHand {
  /** By id of the message, epoch milliseconds. */
  readonly #sentAt = new Map<string, number>();

  add({ id, sentAt }: Pick<QueueMessage, 'id' | 'sentAt'>): void {
    if (sentAt) this.#sentAt.set(id, sentAt.getTime());
  }

  remove({ id }: Pick<QueueMessage, 'id'>): void {
    this.#sentAt.delete(id);
  }

  /** Time since the oldest of them was sent, in seconds; 0 when there is none. */
  oldestAgeSeconds(now: Date): number {
    // SQS' clock may be ahead of ours.
    return Math.max(0, ...[...this.#sentAt.values()].map((sentAt) => (now.getTime() - sentAt) / 1000));
  }
}
