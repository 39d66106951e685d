import { FINDINGS_STORE, LOGGER, type Logger } from '@fullstop/core';
import { type Database, openDatabase, TypeormFindingsStore, ViolationQueries } from '@fullstop/store';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Runtime } from '../../runtime.js';
import { ruleTelemetry } from '../rules/rule-telemetry.js';
import { DATABASE, RUNTIME } from '../tokens.js';

/** Closes the database last, when nobody writes any more. */
@Injectable()
class DatabaseLifetime implements OnApplicationShutdown {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: unknown) {
    this.#database = database as Database;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#database.close();
  }
}

/** The database and what works on it. */
@Global()
@Module({
  providers: [
    {
      provide: DATABASE,
      inject: [RUNTIME, LOGGER],
      useFactory: ({ config }: Runtime, logger: Logger) => openDatabase({ ...config.database, logger }),
    },
    {
      provide: FINDINGS_STORE,
      inject: [DATABASE, LOGGER],
      useFactory: (database: Database, logger: Logger) =>
        new TypeormFindingsStore(database.dataSource, { logger, ...ruleTelemetry() }),
    },
    {
      provide: ViolationQueries,
      inject: [DATABASE],
      useFactory: (database: Database) => new ViolationQueries(database.dataSource),
    },
    DatabaseLifetime,
  ],
  exports: [DATABASE, FINDINGS_STORE, ViolationQueries],
})
export class StoreModule {}
