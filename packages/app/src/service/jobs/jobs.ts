import {
  type Clock,
  type FindingsStore,
  type JobControl,
  type JobStatus,
  type Logger,
  systemClock,
} from '@fullstop/core';
import { JobService } from '@fullstop/jobs';
import type { Database } from '@fullstop/store';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { jobSettingsOf } from '../../config/jobs.schema.js';
import { isAwsInReach, type PluginServices } from '../../plugins/plugin-services.js';
import type { Runtime } from '../../runtime.js';
import { ruleTelemetry } from '../rules/rule-telemetry.js';
import { accountSourceOf, regionSourceOf } from './job-accounts.js';
import type { JobClients } from './job-clients.js';
import { providedForJobs } from './job-parts.js';

/** What the jobs of the service work with. */
export interface JobsParts {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly database: Database;
  readonly store: FindingsStore;
  readonly services: PluginServices;
  readonly clients: JobClients;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

const NO_AWS = 'AWS is not in reach; set FULLSTOP_AWS_ENABLED=true and give the service credentials';

/** The jobs of the service: known in every process, run in those that have the part `jobs`. */
export class Jobs implements BeforeApplicationShutdown {
  readonly #service: JobService;
  readonly #clients: JobClients;
  readonly #isIdle: boolean;

  /** @throws {JobConfigError} with the problems of all jobs at once. */
  constructor(parts: JobsParts) {
    const { runtime, logger, database, store, services, clock = systemClock } = parts;
    const { config, jobs = [] } = runtime;
    const { kio, teamService } = services.outside;
    const { history } = services.lent;
    const { clients } = parts.clients;
    this.#clients = parts.clients;
    const accounts = accountSourceOf(config, { clients, teamService, logger });
    const idleBecause = isAwsInReach(config) ? (typeof accounts === 'string' ? accounts : undefined) : NO_AWS;
    this.#isIdle = idleBecause !== undefined;
    const {
      timeZone,
      accountConcurrency,
      accountDeadlineSeconds,
      goneAfterScans,
      historyDays,
      leaseSeconds,
    } = config.jobs;
    this.#service = new JobService({
      candidates: jobs,
      settings: jobSettingsOf(config.jobs),
      provided: providedForJobs(config, { clients, kio, history, database, clock }),
      accounts: typeof accounts === 'string' ? { accounts: async () => [] } : accounts,
      regions: regionSourceOf(config, clients),
      database,
      store,
      logger,
      clock,
      timeZone,
      accountConcurrency,
      accountDeadlineSeconds,
      goneAfterScans,
      historyDays,
      leaseSeconds,
      ...ruleTelemetry(),
      ...(idleBecause !== undefined && { idleBecause }),
    });
  }

  get control(): JobControl {
    return this.#service.control;
  }

  /** A line about each job found, by id. */
  get statuses(): readonly JobStatus[] {
    return this.#service.statuses;
  }

  /** Runs jobs from now on, when they are due or somebody asks for it. */
  async start(): Promise<void> {
    if (!this.#isIdle) await this.#service.start();
  }

  /** Before the database closes: what runs is recorded as interrupted. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#service.stop();
    this.#clients.close();
  }
}

/** Token of the service's {@link Jobs}. */
export const JOBS = Symbol.for('@fullstop/app:jobs');
