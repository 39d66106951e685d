import { type Clock, type Logger, messageOf, systemClock } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { ActiveRules } from './active-rules.js';
import type { RuleListener } from './rule-set.js';
import { RuleSweeps, type SweepReport } from './rule-sweeps.js';

const DEFAULT_INTERVAL_SECONDS = 20;

/** What a {@link RuleSweeper} is made of. */
export interface RuleSweeperOptions {
  readonly dataSource: DataSource;
  readonly logger: Logger;
  /** Pause between two rounds, in seconds. Default 20; a rule may cover violations for so long after its expiry. */
  readonly intervalSeconds?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Hears of rules that could not be applied to a violation. */
  readonly onRuleNotEvaluable?: RuleListener['onNotEvaluable'];
}

/**
 * Takes whitelisting rules out of force when they expire, and finishes what a request or another process began. Any number
 * of processes may run one.
 */
export class RuleSweeper {
  readonly #sweeps: RuleSweeps;
  readonly #logger: Logger;
  readonly #intervalSeconds: number;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor({
    dataSource,
    logger,
    intervalSeconds,
    clock = systemClock,
    onRuleNotEvaluable,
  }: RuleSweeperOptions) {
    const rules = new ActiveRules({
      logger,
      ...(onRuleNotEvaluable && { onNotEvaluable: onRuleNotEvaluable }),
    });
    this.#sweeps = new RuleSweeps({ dataSource, rules, clock, logger });
    this.#logger = logger;
    this.#intervalSeconds = intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  }

  /** Starts with a round at once: rules may have expired while no process ran. */
  start(): void {
    this.#round = this.#runRound();
  }

  /** Resolves when the chunk in hand is stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** One round: whatever is to be done now, unless it is stopped meanwhile. */
  async sweepOnce(): Promise<SweepReport> {
    const ended = await this.#sweeps.endExpired();
    const report = await this.#sweeps.sweepAll(() => !this.#stopped);
    return { ...report, ended };
  }

  async #runRound(): Promise<void> {
    try {
      const report = await this.sweepOnce();
      if (report.ended + report.covered + report.uncovered > 0)
        this.#logger.info({ ...report }, 'Whitelisting rules were applied to stored violations');
    } catch (error) {
      this.#logger.error({ err: error }, `Whitelisting rules could not be swept: ${messageOf(error)}`);
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#runRound();
    }, this.#intervalSeconds * 1000);
  }
}
