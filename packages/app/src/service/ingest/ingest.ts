import { CheckRetrier, ObjectProcessor, type WorkerLogReader } from '@fullstop/cloudtrail';
import {
  FINDINGS_STORE,
  type FindingsStore,
  LOGGER,
  type Logger,
  type PendingChecks,
  PluginHost,
} from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { keyFilterOf } from '../../config/key-filter.js';
import { logReaderOf } from '../../log-reader.js';
import type { Runtime } from '../../runtime.js';
import { PendingChecksWorker } from '../checks/pending-checks-worker.js';
import { pingDatabase } from '../store/ping-database.js';
import { QueueTelemetry } from '../telemetry/queue-telemetry.js';
import { DATABASE, RUNTIME } from '../tokens.js';
import { FolderIngest } from './folder-ingest.js';
import type { IngestSource, SourceState } from './ingest-source.js';

/** Everything that reads and checks: the sources that are configured, and the retries of pending checks. */
@Injectable()
export class Ingest implements BeforeApplicationShutdown {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  readonly #host: PluginHost;
  readonly #store: FindingsStore & PendingChecks;
  readonly #database: Database;
  #sources: readonly IngestSource[] = [];
  #checks: PendingChecksWorker | undefined;
  /** Its threads read files; they start with the first one. */
  readonly #reader: WorkerLogReader;

  constructor(
    @Inject(RUNTIME) runtime: unknown,
    @Inject(LOGGER) logger: unknown,
    @Inject(PluginHost) host: PluginHost,
    @Inject(FINDINGS_STORE) store: unknown,
    @Inject(DATABASE) database: unknown,
  ) {
    this.#runtime = runtime as Runtime;
    this.#logger = logger as Logger;
    this.#host = host;
    this.#store = store as FindingsStore & PendingChecks;
    this.#database = database as Database;
    this.#reader = logReaderOf(this.#runtime.config);
  }

  /** State of each source by its name; empty when nothing is read. */
  get states(): Readonly<Record<string, SourceState>> {
    return Object.fromEntries(this.#sources.map((source) => [source.name, source.state]));
  }

  /** Starts reading, and resolves when everything that was there before is stored. */
  async run(): Promise<void> {
    await this.#store.registerViolationTypes(this.#host.violationTypes);
    this.#checks = this.#pendingChecks();
    this.#checks.start();
    this.#sources = await this.#configuredSources();
    await Promise.all(this.#sources.map((source) => source.start()));
  }

  /** Before the database closes: nothing new, and what is in hand is stored or given back. */
  async beforeApplicationShutdown(): Promise<void> {
    const { shutdownSeconds } = this.#runtime.config;
    // Giving messages back takes some seconds of what a stop may take as a whole.
    const timeoutSeconds = Math.max(1, shutdownSeconds - 10);
    await Promise.all([...this.#sources.map((source) => source.stop(timeoutSeconds)), this.#checks?.stop()]);
    await this.#reader.close();
  }

  #pendingChecks(): PendingChecksWorker {
    return new PendingChecksWorker({
      retrier: new CheckRetrier({ host: this.#host, store: this.#store }),
      logger: this.#logger,
      intervalSeconds: this.#runtime.config.checks.retryIntervalSeconds,
    });
  }

  async #configuredSources(): Promise<IngestSource[]> {
    const { config } = this.#runtime;
    if (!config.ingest.autoStart) return [];
    const logger = this.#logger;
    const processor = new ObjectProcessor({
      reader: this.#reader,
      host: this.#host,
      store: this.#store,
      logger,
    });
    const filter = keyFilterOf(config, this.#host.selector);
    const sources: IngestSource[] = [];
    if (config.logs !== undefined) {
      const { maxConcurrentObjects } = config.ingest;
      sources.push(
        new FolderIngest({ folder: config.logs, processor, filter, logger, maxConcurrentObjects }),
      );
    }
    if (config.sqs.url !== undefined) {
      // Only who reads a queue pays for the AWS SDK.
      const { QueueIngest } = await import('./queue-ingest.js');
      const checkStore = () => pingDatabase(this.#database);
      const listener = new QueueTelemetry();
      sources.push(
        new QueueIngest({
          config,
          queueUrl: config.sqs.url,
          processor,
          filter,
          checkStore,
          listener,
          logger,
        }),
      );
    }
    return sources;
  }
}
