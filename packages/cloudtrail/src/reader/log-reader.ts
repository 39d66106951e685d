import type { EventSelector, JsonObject, RecordKind } from '@fullstop/core';
import type { LogFormatError } from './log-format-error.js';

/** A record that somebody subscribed to. */
export interface SelectedRecord {
  /** Position among all elements of `Records` of the object, from 0. */
  readonly index: number;
  readonly record: JsonObject;
}

/** An element of `Records` that could not be read. */
export interface MalformedRecord {
  /** Position among all elements of `Records` of the object, from 0. */
  readonly index: number;
  readonly reason: string;
}

/**
 * How a reader took the text: `stream` looks at every element, `scan` for wanted names only; `scan-then-stream` began as
 * a scan that met something unusual.
 */
export type ReadPath = 'stream' | 'scan' | 'scan-then-stream';

/** What a reader saw in one log object. `malformedRecords`, all of `kinds` and `skipped` add up to `records`. */
export interface ReadReport {
  readonly path: ReadPath;
  /** Bytes taken from the body, compressed or not. */
  readonly compressedBytes: number;
  /** Bytes of text. */
  readonly bytes: number;
  /** Elements of `Records`, malformed ones included; only those that were looked at when `skipped` is not known. */
  readonly records: number;
  /**
   * Elements that were counted and not looked at: nobody had subscribed to their names. Their kind is not known.
   * `undefined` when they were not even counted.
   */
  readonly skipped: number | undefined;
  /** Elements that are no object, too long, or not valid JSON where they had to be parsed. Unwanted ones are not parsed. */
  readonly malformedRecords: number;
  /** The first 20 of them at most. */
  readonly malformedExamples: readonly MalformedRecord[];
  /** Elements by kind, malformed ones left out. */
  readonly kinds: Readonly<Record<RecordKind, number>>;
  /**
   * Whether every record of the object was seen: it was read to its end, and each of its documents has a list `Records`.
   * Bytes after the last gzip member do not change that; text after the last document does, it may hold records.
   */
  readonly complete: boolean;
  /** What is wrong with the object; the first problem of each code. Empty when nothing is. */
  readonly problems: readonly LogFormatError[];
}

/** Reads the records that somebody subscribed to out of a log object. */
export interface LogReader {
  /**
   * Hands over the selected records of the kinds that go to plugins, in order, in lists of 1 to 64. The next list comes
   * when the promise of `onBatch` is fulfilled. What is wrong with the bytes is part of the report, and what was readable
   * before has been handed over by then. The body is released on every way out.
   * @throws what the body or `onBatch` throws, unchanged.
   */
  read(
    body: AsyncIterable<Uint8Array>,
    selector: EventSelector,
    onBatch: (records: readonly SelectedRecord[]) => Promise<void>,
  ): Promise<ReadReport>;
}
