import { LOGGER, type Logger } from '@fullstop/core';
import { PluginHostModule } from '@fullstop/core/nest';
import { type DynamicModule, Module } from '@nestjs/common';
import type { PluginServices } from '../plugins/plugin-services.js';
import { pluginHostOptions, type Runtime } from '../runtime.js';
import { ApiServer } from './api/api-server.js';
import { HealthController } from './health/health.controller.js';
import { HealthIndicator } from './health/health-indicator.js';
import { Ingest } from './ingest/ingest.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PluginServicesModule } from './plugins/plugin-services.module.js';
import { RulesWorker } from './rules/rules-worker.js';
import { StoreModule } from './store/store.module.js';
import { InfoController } from './telemetry/info.controller.js';
import { MetricsController } from './telemetry/metrics.controller.js';
import type { Telemetry } from './telemetry/telemetry.js';
import { PLUGIN_SERVICES, RUNTIME, TELEMETRY } from './tokens.js';

/** The service, composed from the outside in: what it was given, the plugins, the database, and what works with them. */
@Module({})
export class ServiceModule {
  static with(runtime: Runtime, logger: Logger, telemetry: Telemetry): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      imports: [
        PluginHostModule.forRoot({
          inject: [PLUGIN_SERVICES],
          useFactory: ({ provided }: PluginServices) => pluginHostOptions(runtime, logger, provided),
        }),
        StoreModule,
        PluginServicesModule,
        JobsModule,
      ],
      controllers: [HealthController, MetricsController, InfoController],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: LOGGER, useValue: logger },
        { provide: TELEMETRY, useValue: telemetry },
        ApiServer,
        Ingest,
        RulesWorker,
        HealthIndicator,
      ],
      exports: [RUNTIME, LOGGER],
    };
  }
}
