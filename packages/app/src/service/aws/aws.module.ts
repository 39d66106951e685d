import { ClientProvider } from '@fullstop/aws';
import { LOGGER, type Logger } from '@fullstop/core';
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { accountClients } from '../../aws/account-clients.js';
import type { Runtime } from '../../runtime.js';
import { RUNTIME } from '../tokens.js';

/** Closes connections to AWS when nobody checks any more. */
@Injectable()
class ClientsLifetime implements OnApplicationShutdown {
  readonly #clients: ClientProvider;

  constructor(@Inject(ClientProvider) clients: ClientProvider) {
    this.#clients = clients;
  }

  onApplicationShutdown(): void {
    this.#clients.close();
  }
}

/** Clients for the accounts that events come from. */
@Global()
@Module({
  providers: [
    {
      provide: ClientProvider,
      inject: [RUNTIME, LOGGER],
      useFactory: ({ config }: Runtime, logger: Logger) => accountClients(config, logger),
    },
    ClientsLifetime,
  ],
  exports: [ClientProvider],
})
export class AwsModule {}
