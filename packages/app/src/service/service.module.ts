import { LOGGER, type Logger } from '@fullstop/core';
import { PluginHostModule } from '@fullstop/core/nest';
import { type DynamicModule, Module } from '@nestjs/common';
import { pluginHostOptions, type Runtime } from '../runtime.js';
import { HealthController } from './health/health.controller.js';
import { HealthIndicator } from './health/health-indicator.js';
import { Ingest } from './ingest/ingest.js';
import { StoreModule } from './store/store.module.js';
import { RUNTIME } from './tokens.js';

/** The service, composed from the outside in: what it was given, the plugins, the database, and what works with them. */
@Module({})
export class ServiceModule {
  static with(runtime: Runtime, logger: Logger): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [
        PluginHostModule.forRoot({ useFactory: () => pluginHostOptions(runtime, logger) }),
        StoreModule,
      ],
      controllers: [HealthController],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: LOGGER, useValue: logger },
        Ingest,
        HealthIndicator,
      ],
      exports: [RUNTIME, LOGGER],
    };
  }
}
