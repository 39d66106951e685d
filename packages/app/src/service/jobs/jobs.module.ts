import { FINDINGS_STORE, type FindingsStore, LOGGER, type Logger } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { Global, Module } from '@nestjs/common';
import type { PluginServices } from '../../plugins/plugin-services.js';
import type { Runtime } from '../../runtime.js';
import { DATABASE, PLUGIN_SERVICES, RUNTIME } from '../tokens.js';
import { JOBS, Jobs } from './jobs.js';

/** The scheduled jobs. */
@Global()
@Module({
  providers: [
    {
      provide: JOBS,
      inject: [RUNTIME, LOGGER, DATABASE, FINDINGS_STORE, PLUGIN_SERVICES],
      useFactory: (
        runtime: Runtime,
        logger: Logger,
        database: Database,
        store: FindingsStore,
        services: PluginServices,
      ) => new Jobs({ runtime, logger, database, store, services }),
    },
  ],
  exports: [JOBS],
})
export class JobsModule {}
