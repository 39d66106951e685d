import { availableParallelism } from 'node:os';
import type { EventSelector } from '@fullstop/core';
import { FileBody } from '../../source/file-body.js';
import type { LogObject } from '../../source/log-object.js';
import type { LogReader, ReadReport, SelectedRecord } from '../log-reader.js';
import { DEFAULT_READ_LIMITS } from '../read-limits.js';
import { ScanReading } from '../scan-reading.js';
import {
  ScanningLogReader,
  type ScanningOptions,
  scannableNames,
  scanOptionsOf,
} from '../scanning-log-reader.js';
import type { RemoteScan } from './remote-scan.js';
import { ScanWorkers } from './scan-workers.js';

/** How a {@link WorkerLogReader} works. */
export interface WorkerReaderOptions extends Partial<ScanningOptions> {
  /** Threads beside the one that asks. Default {@link automaticWorkers}; 0 for none. */
  readonly workers?: number;
  /** What the threads run. Default: what belongs to this package. */
  readonly script?: URL;
}

/** An object that is being read already. */
export interface BegunObject {
  /** To be read once, by the reader that began. */
  readonly object: LogObject;
  /** Says that nobody will read it, or that it was read. To be called in any case. */
  release(): void;
}

const MOST_WORKERS = 4;
const FILES_AHEAD_PER_WORKER = 8;

/** One thread for each processor beyond the first, at most 4: more of them wait for the thread that asks. */
export function automaticWorkers(): number {
  return Math.min(availableParallelism() - 1, MOST_WORKERS);
}

/**
 * Reads files in threads of their own, which unpack and scan them, and send the texts that may be wanted; everything else
 * takes place here, so that records and reports are those of {@link ScanningLogReader}. Several readings at the same time
 * keep several threads busy. Reads here what no thread can: bodies that are no files or not packed, and everything when the
 * selector wants all names of a source.
 *
 * A thread that ends while it reads a file ends the reading of this file with a {@link LogWorkerError}; others go on.
 */
export class WorkerLogReader implements LogReader {
  /** Objects that are worth to be begun before they are read; 0 without threads. */
  readonly objectsAhead: number;
  readonly #options: ScanningOptions;
  readonly #workers: number;
  readonly #script: URL;
  readonly #here: ScanningLogReader;
  readonly #pools = new Map<EventSelector, ScanWorkers | undefined>();
  readonly #begun = new WeakMap<AsyncIterable<Uint8Array>, RemoteScan>();

  constructor({ workers = automaticWorkers(), script, ...options }: WorkerReaderOptions = {}) {
    this.#options = { ...DEFAULT_READ_LIMITS, checksum: true, countRecords: true, ...options };
    this.#workers = workers;
    this.#script = script ?? new URL('./scan-worker.js', import.meta.url);
    this.#here = new ScanningLogReader(options);
    this.objectsAhead = workers * FILES_AHEAD_PER_WORKER;
  }

  /** Begins to read an object, so that much of the work is done when it is read. */
  begin(object: LogObject, selector: EventSelector): BegunObject {
    const body = object.open();
    const scan = this.#scanOf(body, selector);
    if (!scan) return { object, release: () => undefined };
    this.#begun.set(body, scan);
    return { object: { ...object, open: () => body }, release: () => scan.end() };
  }

  async read(
    body: AsyncIterable<Uint8Array>,
    selector: EventSelector,
    onBatch: (records: readonly SelectedRecord[]) => Promise<void>,
  ): Promise<ReadReport> {
    const scan = this.#begun.get(body) ?? this.#scanOf(body, selector);
    if (!scan) return this.#here.read(body, selector, onBatch);
    try {
      if (await scan.isForeign()) return await this.#here.read(body, selector, onBatch);
      return await new ScanReading(this.#options, selector, onBatch).read(scan, scan);
    } finally {
      scan.end();
    }
  }

  /** Ends the threads. What is being read fails; what is read later starts new ones. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool?.close()));
  }

  #scanOf(body: AsyncIterable<Uint8Array>, selector: EventSelector): RemoteScan | undefined {
    // What has no size may be a pipe, and whoever looks into a pipe takes something out of it.
    if (!(body instanceof FileBody) || body.sizeBytes === 0) return undefined;
    return this.#poolFor(selector)?.begin(body);
  }

  #poolFor(selector: EventSelector): ScanWorkers | undefined {
    if (!this.#pools.has(selector)) this.#pools.set(selector, this.#newPool(selector));
    return this.#pools.get(selector);
  }

  #newPool(selector: EventSelector): ScanWorkers | undefined {
    const names = this.#workers > 0 ? scannableNames(selector) : undefined;
    if (!names) return undefined;
    const { maxCompressedBytes } = this.#options;
    const orders = { names, options: scanOptionsOf(this.#options), maxCompressedBytes };
    return new ScanWorkers(orders, this.#workers, this.#script);
  }
}
