import { LOGGER, type Logger } from '@fullstop/core';
import { type Database, RuleSweeper } from '@fullstop/store';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DATABASE } from '../tokens.js';
import { ruleTelemetry } from './rule-telemetry.js';

/** Takes whitelisting rules out of force when they expire, and finishes what requests began. */
@Injectable()
export class RulesWorker implements BeforeApplicationShutdown {
  readonly #sweeper: RuleSweeper;

  constructor(@Inject(DATABASE) database: unknown, @Inject(LOGGER) logger: unknown) {
    const { onRuleNotEvaluable } = ruleTelemetry();
    this.#sweeper = new RuleSweeper({
      dataSource: (database as Database).dataSource,
      logger: logger as Logger,
      onRuleNotEvaluable,
    });
  }

  start(): void {
    this.#sweeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#sweeper.stop();
  }
}
