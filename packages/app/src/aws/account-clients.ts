import { hostname } from 'node:os';
import { ClientProvider } from '@fullstop/aws/clients';
import type { Logger } from '@fullstop/core';
import { metrics } from '@opentelemetry/api';
import type { Config } from '../config/config.schema.js';

/** A call that gives up within this share of a check's time can still say why; of one that is cut off nobody knows. */
const CALL_SHARE = 2 / 3;

/** Longest time of one call to AWS with all its attempts, in seconds. */
export function callDeadlineSecondsOf({ aws, checks }: Config): number {
  return Math.min(aws.callDeadlineSeconds, checks.timeoutSeconds * CALL_SHARE);
}

/**
 * Clients for accounts, as configured. Asks nobody before one is used.
 * @param callDeadlineSeconds longest time of one call with all its attempts. Default: what a check can wait for.
 */
export function accountClients(
  config: Config,
  logger: Logger,
  callDeadlineSeconds: number = callDeadlineSecondsOf(config),
): ClientProvider {
  const { aws } = config;
  const sessions = metrics
    .getMeter('@fullstop/app')
    .createCounter('fullstop_assume_role', { description: 'Answers of STS to AssumeRole, by outcome' });
  return new ClientProvider({
    roleName: aws.roleName,
    rolePath: aws.rolePath,
    externalId: aws.externalId,
    stsRegion: aws.stsRegion,
    denialSeconds: aws.denialSeconds,
    // To get into the account is a call, too.
    stsDeadlineSeconds: callDeadlineSeconds,
    callDeadlineSeconds,
    sessionNameSuffix: hostname(),
    logger,
    onAssumeRole: ({ outcome }) => sessions.add(1, { outcome }),
  });
}
