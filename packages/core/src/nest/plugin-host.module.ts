import { type DynamicModule, Inject, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { PluginHost, type PluginHostOptions } from '../host/plugin-host.js';

/** Ends the plugins with the application. */
@Injectable()
class PluginHostLifetime implements OnModuleDestroy {
  readonly #host: PluginHost;

  constructor(@Inject(PluginHost) host: PluginHost) {
    this.#host = host;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#host.dispose();
  }
}

/** How a Nest application gets the options of its plugin host. */
export interface PluginHostModuleOptions {
  /** Tokens whose values `useFactory` takes, in this order. */
  readonly inject?: readonly (symbol | string | (new (...dependencies: never[]) => unknown))[];
  readonly useFactory: (...dependencies: never[]) => PluginHostOptions | Promise<PluginHostOptions>;
}

/** Gives a Nest application its {@link PluginHost}. The one place where Nest and the plugins' containers meet. */
@Module({})
export class PluginHostModule {
  static forRoot(options: PluginHostModuleOptions): DynamicModule {
    const host = {
      provide: PluginHost,
      inject: [...(options.inject ?? [])],
      useFactory: async (...dependencies: never[]) =>
        new PluginHost(await options.useFactory(...dependencies)),
    };
    return {
      module: PluginHostModule,
      providers: [host, PluginHostLifetime],
      exports: [PluginHost],
      global: true,
    };
  }
}
