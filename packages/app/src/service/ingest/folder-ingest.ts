import {
  type KeyFilter,
  type LogObject,
  listLogObjects,
  type ObjectProcessor,
  watchFolder,
} from '@fullstop/cloudtrail';
import { type Logger, messageOf } from '@fullstop/core';
import type { IngestSource, SourceState } from './ingest-source.js';
import { ObjectQueue } from './object-queue.js';

/** What a folder ingest is made of. */
export interface FolderIngestOptions {
  readonly folder: string;
  readonly processor: ObjectProcessor;
  readonly filter: KeyFilter;
  readonly logger: Logger;
  readonly maxConcurrentObjects: number;
}

/** Reads what lies in a folder, then what arrives there, until it is stopped. */
export class FolderIngest implements IngestSource {
  readonly name = 'folder';
  readonly #options: FolderIngestOptions;
  readonly #stopping = new AbortController();
  readonly #queue: ObjectQueue;
  #watching: Promise<void> | undefined;
  #progress: 'catching-up' | 'watching' | 'stopped' = 'catching-up';

  constructor(options: FolderIngestOptions) {
    this.#options = options;
    const { processor, logger, maxConcurrentObjects: maxConcurrent } = options;
    this.#queue = new ObjectQueue({ processor, logger, maxConcurrent, signal: this.#stopping.signal });
  }

  get state(): SourceState {
    return { ready: true, state: this.#progress, folder: this.#options.folder };
  }

  /** Starts to watch, and resolves when everything that lay there is stored. */
  async start(): Promise<void> {
    const { folder, filter, logger, maxConcurrentObjects } = this.#options;
    const { signal } = this.#stopping;
    // Watch first: a file that arrives while the folder is listed is then seen at least once.
    await new Promise<void>((onReady) => {
      const onError = (error: unknown) =>
        logger.error({ err: error }, `Watching ${folder}: ${messageOf(error)}`);
      const take = (object: LogObject) => this.#queue.process(object);
      this.#watching = watchFolder(folder, take, { signal, filter, onError, onReady });
    });
    const objects = this.#objects();
    await Promise.all(Array.from({ length: maxConcurrentObjects }, () => this.#work(objects)));
    if (this.#progress !== 'catching-up') return;
    this.#progress = 'watching';
    logger.info({ folder }, 'Everything that lay in the folder is stored; watching it');
  }

  /** Takes nothing new, and resolves when what is in hand is stored. */
  async stop(): Promise<void> {
    this.#progress = 'stopped';
    this.#stopping.abort();
    await this.#watching;
    await this.#queue.idle();
  }

  // Several workers share one listing, so that a folder of a million files is never held in memory.
  async #work(objects: AsyncGenerator<LogObject>): Promise<void> {
    for (let next = await objects.next(); !next.done; next = await objects.next()) {
      if (this.#stopping.signal.aborted) return;
      await this.#queue.process(next.value);
    }
  }

  async *#objects(): AsyncGenerator<LogObject> {
    const { folder, filter, logger } = this.#options;
    for await (const found of listLogObjects([folder], { filter })) {
      if (found.kind === 'log') yield found.object;
      else if (found.kind === 'unreadable') logger.warn({ err: found.error }, found.error.message);
      else
        logger.debug({ s3_key: found.path, object_class: found.class }, 'Skipped: no log file by its name');
    }
  }
}
