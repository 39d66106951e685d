import { messageOf } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { Inject, Injectable } from '@nestjs/common';
import type { OutsideServices } from '../../clients/outside-services.js';
import { Ingest } from '../ingest/ingest.js';
import { pingDatabase } from '../store/ping-database.js';
import { DATABASE, PLUGIN_SERVICES } from '../tokens.js';

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

/** Of what plugins get, what can be ill. */
interface HasOutside {
  readonly outside: Pick<OutsideServices, 'state'>;
}

/** Asks each part of the service how it is. */
@Injectable()
export class HealthIndicator {
  readonly #database: Database;
  readonly #ingest: Ingest;
  readonly #services: HasOutside;

  constructor(
    @Inject(DATABASE) database: unknown,
    @Inject(Ingest) ingest: Ingest,
    @Inject(PLUGIN_SERVICES) services: unknown,
  ) {
    this.#database = database as Database;
    this.#ingest = ingest;
    this.#services = services as HasOutside;
  }

  async health(): Promise<Health> {
    const components: Record<string, ComponentHealth> = { database: await this.#databaseHealth() };
    for (const [name, { ready, ...details }] of Object.entries(this.#ingest.states)) {
      components[name] = { status: ready ? 'UP' : 'DOWN', ...details };
    }
    Object.assign(components, await this.#outsideHealth());
    const isDown = Object.values(components).some(({ status }) => status === 'DOWN');
    return { status: isDown ? 'DOWN' : 'UP', components };
  }

  /** Without a token nothing can be asked; an open circuit breaker passes by itself, and checks wait for it. */
  async #outsideHealth(): Promise<Record<string, ComponentHealth>> {
    const state = await this.#outsideState();
    if (!state) return {};
    if ('error' in state) return { tokens: { status: 'DOWN', error: state.error } };
    const { unavailableTokens, circuits } = state;
    const isDown = unavailableTokens.length > 0;
    return {
      tokens: isDown ? { status: 'DOWN', unavailable: unavailableTokens } : { status: 'UP' },
      circuits: { status: 'UP', ...circuits },
    };
  }

  async #outsideState() {
    try {
      return await this.#services.outside.state();
    } catch (error) {
      return { error: messageOf(error) };
    }
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
