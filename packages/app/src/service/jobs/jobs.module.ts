import { FINDINGS_STORE, type FindingsStore, LOGGER, type Logger } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { Global, Module } from '@nestjs/common';
import type { PluginServices } from '../../plugins/plugin-services.js';
import type { Runtime } from '../../runtime.js';
import { DATABASE, PLUGIN_SERVICES, RUNTIME } from '../tokens.js';
import { jobClients } from './job-clients.js';
import { JOBS, Jobs } from './jobs.js';

/** The scheduled jobs. */
@Global()
@Module({
  providers: [
    {
      provide: JOBS,
      inject: [RUNTIME, LOGGER, DATABASE, FINDINGS_STORE, PLUGIN_SERVICES],
      useFactory: async (
        runtime: Runtime,
        logger: Logger,
        database: Database,
        store: FindingsStore,
        services: PluginServices,
      ) => {
        const clients = await jobClients(runtime.config, services, logger);
        return new Jobs({ runtime, logger, database, store, services, clients });
      },
    },
  ],
  exports: [JOBS],
})
export class JobsModule {}
