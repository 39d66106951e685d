import type { InstanceHistory, Logger, Provided } from '@fullstop/core';
import { OutsideServices } from '../clients/outside-services.js';
import type { Config } from '../config/config.schema.js';
import { type LentServices, lentServices, offlineServices } from './offline-services.js';

/** What plugins get beside their options, the clock and the logger. */
export interface PluginServices {
  readonly lent: LentServices;
  /** {@link lent}, under the tokens by which plugins ask. */
  readonly provided: readonly Provided[];
  /** The services around, for whoever else asks them. */
  readonly outside: OutsideServices;
  /** Gets the first tokens for the services around. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What plugins may ask, as configured. Asks nobody before a plugin does. Where AWS is not in reach, its facts are
 * unavailable, and checks that need them stay pending.
 */
export async function pluginServices(
  config: Config,
  history: InstanceHistory,
  logger: Logger,
): Promise<PluginServices> {
  const outside = new OutsideServices(config, logger);
  const { lent, close } = await lentBy(config, outside, history, logger);
  return {
    lent,
    provided: lentServices(config, lent),
    outside,
    start: () => outside.tokens.start(),
    async close() {
      outside.tokens.stop();
      close();
    },
  };
}

async function lentBy(config: Config, outside: OutsideServices, history: InstanceHistory, logger: Logger) {
  if (!isAwsInReach(config)) return { lent: offlineServices(history), close: () => undefined };
  // Only who asks AWS pays for its clients.
  const { connectedServices } = await import('./connected-services.js');
  return connectedServices(config, outside, history, logger);
}

/** Whether plugins may ask AWS and the services around. */
export function isAwsInReach({ aws, sqs }: Config): boolean {
  return aws.enabled ?? sqs.url !== undefined;
}
