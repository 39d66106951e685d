import type { AwsClients } from '@fullstop/aws';
import type { Logger } from '@fullstop/core';
import type { Config } from '../../config/config.schema.js';
import { isAwsInReach, type PluginServices } from '../../plugins/plugin-services.js';

/** Clients of AWS for jobs. */
export interface JobClients {
  readonly clients: AwsClients;
  /** Ends their connections; to be called when no job runs any more. */
  close(): void;
}

/**
 * Clients for the accounts that jobs scan. They are other ones than those of plugins: a call of a job may take as long as the
 * configuration says, whatever time a check has. Asks nobody before a job does.
 */
export async function jobClients(
  config: Config,
  services: PluginServices,
  logger: Logger,
): Promise<JobClients> {
  // Where no job runs, nobody is asked.
  if (!isAwsInReach(config) || !config.parts.includes('jobs')) {
    return { clients: services.lent.clients, close: () => undefined };
  }
  // Only who asks AWS pays for its clients.
  const { accountClients } = await import('../../aws/account-clients.js');
  const clients = accountClients(config, logger, config.aws.callDeadlineSeconds);
  return { clients, close: () => clients.close() };
}
