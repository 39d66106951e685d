import { messageOf } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { Inject, Injectable } from '@nestjs/common';
import { Ingest } from '../ingest/ingest.js';
import { pingDatabase } from '../store/ping-database.js';
import { DATABASE } from '../tokens.js';

/** State of one part of the service, with details. */
export interface ComponentHealth {
  readonly status: 'UP' | 'DOWN';
  readonly [detail: string]: unknown;
}

/** State of the service and its parts; up when all parts are. */
export interface Health {
  readonly status: 'UP' | 'DOWN';
  readonly components: Readonly<Record<string, ComponentHealth>>;
}

/** Asks each part of the service how it is. */
@Injectable()
export class HealthIndicator {
  readonly #database: Database;
  readonly #ingest: Ingest;

  constructor(@Inject(DATABASE) database: unknown, @Inject(Ingest) ingest: Ingest) {
    this.#database = database as Database;
    this.#ingest = ingest;
  }

  async health(): Promise<Health> {
    const components: Record<string, ComponentHealth> = { database: await this.#databaseHealth() };
    for (const [name, { ready, ...details }] of Object.entries(this.#ingest.states)) {
      components[name] = { status: ready ? 'UP' : 'DOWN', ...details };
    }
    const isDown = Object.values(components).some(({ status }) => status === 'DOWN');
    return { status: isDown ? 'DOWN' : 'UP', components };
  }

  async #databaseHealth(): Promise<ComponentHealth> {
    try {
      await pingDatabase(this.#database);
      return { status: 'UP' };
    } catch (error) {
      return { status: 'DOWN', error: messageOf(error) };
    }
  }
}
