import { messageOf } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { Inject, Injectable } from '@nestjs/common';
import { Ingest } from '../ingest/ingest.js';
import { DATABASE } from '../tokens.js';

/** State of the service and its parts. */
export interface Health {
  readonly status: 'UP' | 'DOWN';
  readonly components: Readonly<
    Record<string, { readonly status: string; readonly [detail: string]: unknown }>
  >;
}

/** Longest time that the database may take to answer, in milliseconds. */
const DATABASE_TIMEOUT_MS = 3000;

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
    const database = await this.#databaseHealth();
    const ingest = { status: 'UP', ...this.#ingest.state };
    return { status: database.status, components: { database, ingest } };
  }

  async #databaseHealth(): Promise<{ status: 'UP' | 'DOWN'; error?: string }> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${DATABASE_TIMEOUT_MS} ms`)),
        DATABASE_TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([this.#database.dataSource.query('select 1'), tooLate]);
      return { status: 'UP' };
    } catch (error) {
      return { status: 'DOWN', error: messageOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}
