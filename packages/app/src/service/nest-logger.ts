import type { Logger } from '@fullstop/core';
import type { LoggerService } from '@nestjs/common';

/** Hands Nest's own log lines to our logger; its start-up chatter becomes debug lines. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, context?: string): void {
    this.#logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.#logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.#logger.error({ context, stack }, String(message));
  }
}
