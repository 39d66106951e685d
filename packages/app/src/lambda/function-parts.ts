import { CheckRetrier, createLogReader, ObjectProcessor } from '@fullstop/cloudtrail';
import { createSqsClient, DeadLetterQueue, MessageProcessor } from '@fullstop/cloudtrail/queue';
import { FullstopError, type Logger, PluginHost } from '@fullstop/core';
import { awsCredentialsOf, s3SourceOf } from '../aws/aws-sources.js';
import type { Environment } from '../config/environment.js';
import { keyFilterOf } from '../config/key-filter.js';
import { pinoLogger } from '../logging/pino-logger.js';
import { openStoredFindings } from '../operations/stored-findings.js';
import { pluginServices } from '../plugins/plugin-services.js';
import { pluginHostOptions, prepareRuntime } from '../runtime.js';

/** What stays between the calls of a warm function. */
export interface FunctionParts {
  readonly processor: MessageProcessor;
  readonly deadLetters: DeadLetterQueue | undefined;
  readonly retrier: CheckRetrier;
  readonly maxInFlight: number;
  readonly logger: Logger;
}

/**
 * Builds everything once, without NestJS.
 * @throws {FullstopError} naming what stands in the way; among it a missing database server.
 */
export async function buildFunctionParts(
  workingFolder: string,
  environment: Environment,
): Promise<FunctionParts> {
  const given = await prepareRuntime({ workingFolder, environment });
  if (given.config.database.url === undefined) {
    throw new FullstopError(
      'CONFIG',
      'A function keeps no files between calls: set database.url (DATABASE_URL) to a PostgreSQL server.',
    );
  }
  const logger = pinoLogger(given.config.log.level);
  const { runtime, store } = await openStoredFindings(given, logger);
  const { config } = runtime;
  const services = await pluginServices(config, store, logger);
  await services.start();
  const host = new PluginHost(pluginHostOptions(runtime, logger, services.provided));
  await store.registerViolationTypes(host.violationTypes);
  const reader = createLogReader(config.ingest);
  return {
    processor: new MessageProcessor({
      source: s3SourceOf(config),
      objects: new ObjectProcessor({ reader, host, store, logger }),
      filter: keyFilterOf(config, host.selector),
      redelivery: { maxReceiveCount: config.sqs.maxReceiveCount },
      logger,
    }),
    deadLetters: config.sqs.deadLetterUrl
      ? new DeadLetterQueue({
          sqs: createSqsClient({ region: config.sqs.region, credentials: awsCredentialsOf(config) }),
          queueUrl: config.sqs.deadLetterUrl,
        })
      : undefined,
    retrier: new CheckRetrier({ host, store }),
    maxInFlight: config.sqs.maxInFlight,
    logger,
  };
}
