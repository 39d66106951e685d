import type { LogFields, Logger } from '@fullstop/core';
import { type DestinationStream, type Level, pino } from 'pino';

/**
 * Logger that writes one JSON object per line.
 * @param destination default: standard output.
 */
export function pinoLogger(level: Level, destination?: DestinationStream): Logger {
  const logger = pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' },
    destination ?? pino.destination(1),
  );
  return {
    debug: (fields: LogFields, message: string) => logger.debug(fields, message),
    info: (fields: LogFields, message: string) => logger.info(fields, message),
    warn: (fields: LogFields, message: string) => logger.warn(fields, message),
    error: (fields: LogFields, message: string) => logger.error(fields, message),
  };
}
