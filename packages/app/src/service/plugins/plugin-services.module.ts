import { FINDINGS_STORE, type InstanceHistory, LOGGER, type Logger } from '@fullstop/core';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type PluginServices, pluginServices } from '../../plugins/plugin-services.js';
import type { Runtime } from '../../runtime.js';
import { PLUGIN_SERVICES, RUNTIME } from '../tokens.js';

/** Closes what plugins asked when nobody checks any more. */
@Injectable()
class ServicesLifetime implements OnApplicationShutdown {
  readonly #services: PluginServices;

  constructor(@Inject(PLUGIN_SERVICES) services: unknown) {
    this.#services = services as PluginServices;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#services.close();
  }
}

/** What plugins get beside their options, the clock and the logger. */
@Global()
@Module({
  providers: [
    {
      provide: PLUGIN_SERVICES,
      inject: [RUNTIME, FINDINGS_STORE, LOGGER],
      useFactory: async ({ config }: Runtime, history: InstanceHistory, logger: Logger) => {
        const services = await pluginServices(config, history, logger);
        await services.start();
        return services;
      },
    },
    ServicesLifetime,
  ],
  exports: [PLUGIN_SERVICES],
})
export class PluginServicesModule {}
