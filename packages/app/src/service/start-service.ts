import 'reflect-metadata';
import {
  FullstopError,
  type JobStatus,
  type Logger,
  messageOf,
  PluginHost,
  type PluginStatus,
} from '@fullstop/core';
import { ViolationQueries } from '@fullstop/store';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { resolveSecrets } from '../config/secrets.js';
import type { Runtime } from '../runtime.js';
import { ApiServer } from './api/api-server.js';
import { Ingest } from './ingest/ingest.js';
import { JOBS, type Jobs } from './jobs/jobs.js';
import { NestLogger } from './nest-logger.js';
import { RulesWorker } from './rules/rules-worker.js';
import { ServiceModule } from './service.module.js';
import { startTelemetry } from './telemetry/telemetry.js';

/** The service while it runs. */
export interface RunningService {
  /** Address of the health page, such as `http://127.0.0.1:7979/health`. */
  readonly healthUrl: string;
  /** Address of the REST API, such as `http://127.0.0.1:8080`; `undefined` in a process without it. */
  readonly apiUrl: string | undefined;
  readonly plugins: readonly PluginStatus[];
  readonly jobs: readonly JobStatus[];
  readonly violations: ViolationQueries;
  /** Resolves when everything that lay in the folder at the start is stored. */
  readonly caughtUp: Promise<void>;
  /** Takes nothing new, stores what is in hand, and closes everything; at the latest after `shutdownSeconds`. */
  stop(): Promise<void>;
}

/**
 * Starts the service: opens the database, brings its schema up to date, listens on its two ports, and reads.
 * @throws {FullstopError} naming what stands in the way: the database, a port, a plugin.
 */
export async function startService(given: Runtime, logger: Logger): Promise<RunningService> {
  const runtime = { ...given, config: await resolveSecrets(given) };
  // Before anything is built that counts or traces.
  const telemetry = await startTelemetry(runtime.config.telemetry.tracesEndpoint);
  const app = await NestFactory.create(ServiceModule.with(runtime, logger, telemetry), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    const healthUrl = await listen(app, runtime);
    const { parts } = runtime.config;
    const apiUrl = parts.includes('api') ? await app.get(ApiServer).start() : undefined;
    app.get(RulesWorker).start();
    const jobs = app.get<Jobs>(JOBS);
    if (parts.includes('jobs')) await jobs.start();
    const caughtUp = parts.includes('ingest') ? app.get(Ingest).run() : Promise.resolve();
    return {
      healthUrl,
      apiUrl,
      plugins: app.get(PluginHost).statuses,
      jobs: jobs.statuses,
      violations: app.get(ViolationQueries),
      caughtUp,
      stop: async () => {
        await stopInTime(app, runtime.config.shutdownSeconds, logger);
        await telemetry.stop();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function listen(app: INestApplication, { config }: Runtime): Promise<string> {
  const { host, port } = config.management;
  try {
    await app.listen(port, host);
  } catch (cause) {
    throw new FullstopError(
      'MANAGEMENT_PORT',
      `Cannot listen on ${host}:${port}: ${messageOf(cause)}. ` +
        'Set management.port (FULLSTOP_MANAGEMENT_PORT) to a free port, or to 0 for any.',
      { cause },
    );
  }
  return `${await app.getUrl()}/health`;
}

async function stopInTime(app: INestApplication, seconds: number, logger: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.warn(
        {},
        `Not everything was stored within ${seconds} s; the rest is read again at the next start.`,
      );
      resolve();
    }, seconds * 1000);
  });
  await Promise.race([app.close(), tooLate]);
  clearTimeout(timer);
}
