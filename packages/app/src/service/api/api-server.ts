import type { RunningApi } from '@fullstop/api';
import {
  FINDINGS_STORE,
  type FindingsStore,
  FullstopError,
  LOGGER,
  type Logger,
  messageOf,
  type PendingChecks,
  PluginHost,
} from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { PluginServices } from '../../plugins/plugin-services.js';
import type { Runtime } from '../../runtime.js';
import { JOBS, type Jobs } from '../jobs/jobs.js';
import { DATABASE, PLUGIN_SERVICES, RUNTIME } from '../tokens.js';
import { apiSettingsOf } from './api-settings.js';

/** The REST API of the service. */
@Injectable()
export class ApiServer implements BeforeApplicationShutdown {
  readonly #runtime: Runtime;
  readonly #logger: Logger;
  readonly #host: PluginHost;
  readonly #store: FindingsStore & PendingChecks;
  readonly #database: Database;
  readonly #services: PluginServices;
  readonly #jobs: Jobs;
  #running: RunningApi | undefined;

  constructor(
    @Inject(RUNTIME) runtime: unknown,
    @Inject(LOGGER) logger: unknown,
    @Inject(PluginHost) host: PluginHost,
    @Inject(FINDINGS_STORE) store: unknown,
    @Inject(DATABASE) database: unknown,
    @Inject(PLUGIN_SERVICES) services: unknown,
    @Inject(JOBS) jobs: unknown,
  ) {
    this.#runtime = runtime as Runtime;
    this.#logger = logger as Logger;
    this.#host = host;
    this.#store = store as FindingsStore & PendingChecks;
    this.#database = database as Database;
    this.#services = services as PluginServices;
    this.#jobs = jobs as Jobs;
  }

  /** @returns where it listens, such as `http://127.0.0.1:8080`. @throws {FullstopError} when it cannot. */
  async start(): Promise<string> {
    const { config } = this.#runtime;
    const { bucket } = config.instanceLogs;
    // Only a process that has the API pays for it.
    const [{ startApi }, { webPage }] = await Promise.all([import('@fullstop/api'), import('@fullstop/web')]);
    try {
      this.#running = await startApi({
        ...apiSettingsOf(config),
        database: this.#database,
        store: this.#store,
        plugins: () => this.#host.statuses,
        jobs: this.#jobs.control,
        teamService: this.#services.outside.teamService,
        instanceLogs: bucket ? { buckets: this.#services.lent.buckets, bucketName: bucket } : undefined,
        webPage,
        logger: this.#logger,
      });
    } catch (cause) {
      if (cause instanceof FullstopError) throw cause;
      throw new FullstopError(
        'API_PORT',
        `The API cannot listen on ${config.api.host}:${config.api.port}: ${messageOf(cause)}. ` +
          'Set api.port (FULLSTOP_API_PORT) to a free port, or to 0 for any.',
        { cause },
      );
    }
    return this.#running.url;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
  }
}
