import {
  type Clock,
  type CloudTrailEvent,
  type EventOrigin,
  type FindingsStore,
  type Logger,
  MalformedRecordError,
  type PluginHost,
  parseEvent,
  silentLogger,
  systemClock,
} from '@fullstop/core';
import type { LogReader, ReadReport, SelectedRecord } from '../reader/log-reader.js';
import type { LogObject } from '../source/log-object.js';
import { FindingsCollector, type FindingsCounts } from './findings-collector.js';
import { ObjectTelemetry } from './object-telemetry.js';

/** What an object processor is made of. */
export interface ObjectProcessorOptions {
  readonly reader: LogReader;
  readonly host: PluginHost;
  readonly store: FindingsStore;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Which events go to plugins at all. Default: every one. */
  readonly accepts?: (event: CloudTrailEvent) => boolean;
  /** Violations and checks held back before they are stored in a transaction of their own. Default 1000. */
  readonly maxUncommittedFindings?: number;
}

/** What came of one log object. */
export interface ObjectReport extends FindingsCounts {
  /** `already-processed`: the ledger had it, nothing was read. `incomplete`: what was readable is stored. */
  readonly status: 'processed' | 'incomplete' | 'already-processed';
  readonly read: ReadReport | undefined;
  /** Malformed elements of `Records`: those the reader could not read, and those that could not be interpreted. */
  readonly malformedRecords: number;
}

const NOTHING_READ: ObjectReport = {
  status: 'already-processed',
  read: undefined,
  malformedRecords: 0,
  dispatched: 0,
  checks: 0,
  storedViolations: 0,
  duplicateViolations: 0,
  pendingChecks: 0,
  failedChecks: 0,
};

/** Takes one log object from its source to the store. */
export class ObjectProcessor {
  readonly #options: ObjectProcessorOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry = new ObjectTelemetry();

  constructor(options: ObjectProcessorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
  }

  /**
   * Reads the object, lets plugins look at its events, and stores what they find. The object counts as read only with the
   * last transaction; an object that could not be read to its end never does, but what was readable is stored.
   * @throws errors of the source (the object cannot be opened) and of the store: nothing counts as done, try again.
   */
  async process(object: LogObject): Promise<ObjectReport> {
    return this.#telemetry.observe(object, () => this.#process(object));
  }

  async #process(object: LogObject): Promise<ObjectReport> {
    const { reader, host, store, accepts = () => true, maxUncommittedFindings = 1000 } = this.#options;
    if (await store.isProcessed(object.id)) return NOTHING_READ;

    const findings = new FindingsCollector(store, maxUncommittedFindings);
    let uninterpretable = 0;
    const read = await reader.read(object.open(), host.selector, async (records) => {
      const events = this.#parse(object, records);
      uninterpretable += records.length - events.length;
      const outcomes = await Promise.all(events.filter(accepts).map((event) => host.check(event)));
      await findings.add(outcomes.filter((ofEvent) => ofEvent.length > 0));
    });

    this.#logMalformed(object, read);
    const malformedRecords = read.malformedRecords + uninterpretable;
    const { dispatched } = findings.counts;
    const row = {
      ...object.id,
      processedAt: this.#clock.now(),
      records: read.records,
      malformedRecords,
      dispatched,
    };
    await findings.finish(read.complete ? row : undefined);
    return { status: read.complete ? 'processed' : 'incomplete', read, malformedRecords, ...findings.counts };
  }

  #logMalformed({ id: { bucket, key } }: LogObject, { malformedExamples }: ReadReport): void {
    for (const { index, reason } of malformedExamples) {
      const fields = { s3_bucket: bucket, s3_key: key, record_index: index };
      this.#logger.warn(fields, `Record ${index} of ${bucket}/${key}: ${reason}`);
    }
  }

  #parse(object: LogObject, records: readonly SelectedRecord[]): CloudTrailEvent[] {
    return records.flatMap(({ index, record }) => {
      const origin: EventOrigin = {
        bucket: object.id.bucket,
        key: object.id.key,
        recordIndex: index,
        keyAccountId: object.keyAccountId,
        keyRegion: object.keyRegion,
      };
      try {
        return [parseEvent(record, origin)];
      } catch (error) {
        if (!(error instanceof MalformedRecordError)) throw error;
        this.#logger.warn(
          { s3_bucket: origin.bucket, s3_key: origin.key, record_index: index },
          error.message,
        );
        return [];
      }
    });
  }
}
