import type { LifecycleEntry, RecordedLifecycle } from '../effects/lifecycle-entry.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';

/** What a plugin notes about instances during one check. */
export class LifecycleNotes {
  readonly #event: CloudTrailEvent;
  readonly #entries: LifecycleEntry[] = [];
  #isClosed = false;

  constructor(event: CloudTrailEvent) {
    this.#event = event;
  }

  /** A copy: later notes do not change what was taken. */
  get entries(): readonly LifecycleEntry[] {
    return [...this.#entries];
  }

  add(entry: RecordedLifecycle): void {
    if (this.#isClosed) return;
    this.#entries.push({ ...entry, accountId: this.#event.accountId, region: this.#event.awsRegion });
  }

  close(): void {
    this.#isClosed = true;
  }
}
