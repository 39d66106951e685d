import { hostname } from 'node:os';
import { AWS_CLIENTS, ClientProvider } from '@fullstop/aws';
import type { Logger, Provided } from '@fullstop/core';
import { metrics } from '@opentelemetry/api';
import type { Config } from '../config/config.schema.js';

/** Clients for the accounts that events come from, as configured. Asks nobody before one is used. */
export function accountClients({ aws }: Config, logger: Logger): ClientProvider {
  const sessions = metrics
    .getMeter('@fullstop/app')
    .createCounter('fullstop_assume_role', { description: 'Answers of STS to AssumeRole, by outcome' });
  return new ClientProvider({
    roleName: aws.roleName,
    rolePath: aws.rolePath,
    externalId: aws.externalId,
    stsRegion: aws.stsRegion,
    sessionNameSuffix: hostname(),
    logger,
    onAssumeRole: ({ outcome }) => sessions.add(1, { outcome }),
  });
}

/** What plugins may ask for by token when they run with AWS in reach. */
export function lentToPlugins(clients: ClientProvider): readonly Provided[] {
  return [{ token: AWS_CLIENTS, value: clients }];
}
