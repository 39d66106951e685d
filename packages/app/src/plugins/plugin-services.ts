import type { InstanceHistory, Logger, Provided } from '@fullstop/core';
import type { Config } from '../config/config.schema.js';
import { offlineServices } from './offline-services.js';

/** What plugins get beside their options, the clock and the logger. */
export interface PluginServices {
  readonly provided: readonly Provided[];
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
  const isInReach = config.aws.enabled ?? config.sqs.url !== undefined;
  if (!isInReach) {
    return { provided: offlineServices(config, history), start: async () => {}, close: async () => {} };
  }
  // Only who asks AWS pays for its clients.
  const { connectedServices } = await import('./connected-services.js');
  return connectedServices(config, history, logger);
}
