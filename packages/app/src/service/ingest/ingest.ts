import { CheckRetrier, ObjectProcessor, StreamingLogReader } from '@fullstop/cloudtrail';
import {
  FINDINGS_STORE,
  type FindingsStore,
  LOGGER,
  type Logger,
  type PendingChecks,
  PluginHost,
} from '@fullstop/core';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Runtime } from '../../runtime.js';
import { PendingChecksWorker } from '../checks/pending-checks-worker.js';
import { RUNTIME } from '../tokens.js';
import { FolderIngest } from './folder-ingest.js';

/** What the service reads, and how far it is. */
export interface IngestState {
  /** `off`: nothing to read. `catching-up`: reading what lies there. `watching`: waiting for more. */
  readonly state: 'off' | 'catching-up' | 'watching' | 'stopped';
  readonly folder?: string;
}

/** Everything that reads and checks: the folder source, and the retries of pending checks. */
@Injectable()
export class Ingest implements BeforeApplicationShutdown {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  readonly #host: PluginHost;
  readonly #store: FindingsStore & PendingChecks;
  #folder: FolderIngest | undefined;
  #checks: PendingChecksWorker | undefined;
  #state: IngestState = { state: 'off' };

  constructor(
    @Inject(RUNTIME) runtime: unknown,
    @Inject(LOGGER) logger: unknown,
    @Inject(PluginHost) host: PluginHost,
    @Inject(FINDINGS_STORE) store: unknown,
  ) {
    this.#runtime = runtime as Runtime;
    this.#logger = logger as Logger;
    this.#host = host;
    this.#store = store as FindingsStore & PendingChecks;
  }

  get state(): IngestState {
    return this.#state;
  }

  /** Starts reading, and resolves when everything that lay there is stored. */
  async run(): Promise<void> {
    const { ingest, logs, checks } = this.#runtime.config;
    await this.#store.registerViolationTypes(this.#host.violationTypes);
    const retrier = new CheckRetrier({ host: this.#host, store: this.#store });
    const intervalSeconds = checks.retryIntervalSeconds;
    this.#checks = new PendingChecksWorker({ retrier, logger: this.#logger, intervalSeconds });
    this.#checks.start();
    if (!ingest.autoStart || logs === undefined) return;

    this.#state = { state: 'catching-up', folder: logs };
    this.#folder = new FolderIngest({
      folder: logs,
      processor: this.#processor(),
      logger: this.#logger,
      maxConcurrentObjects: ingest.maxConcurrentObjects,
    });
    await this.#folder.start();
    if (this.#state.state !== 'catching-up') return;
    this.#state = { state: 'watching', folder: logs };
    this.#logger.info({ folder: logs }, 'Everything that lay in the folder is stored; watching it');
  }

  /** Before the database closes: nothing new, and what is in hand is stored. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#state = { ...this.#state, state: 'stopped' };
    await Promise.all([this.#folder?.stop(), this.#checks?.stop()]);
  }

  #processor(): ObjectProcessor {
    const reader = new StreamingLogReader(this.#runtime.config.ingest);
    return new ObjectProcessor({ reader, host: this.#host, store: this.#store, logger: this.#logger });
  }
}
