import pLimit, { type LimitFunction } from 'p-limit';
import type { Provided } from '../di/container.js';
import { messageOf } from '../errors/errors.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import { type GateReason, gatesOf } from '../event/gate.js';
import { parseEvent } from '../event/parse-event.js';
import { isDispatched, recordKindOf } from '../event/record-kind.js';
import type { AlsoWanted } from '../plugin/plugin-metadata.js';
import { CLOCK, type Clock, systemClock } from '../ports/clock.js';
import type { UnfinishedCheck } from '../ports/findings-store.js';
import { LOGGER, type Logger, silentLogger } from '../ports/logger.js';
import { type EventSelector, SubscriptionIndex } from '../router/subscription-index.js';
import type { ViolationType } from '../violation/violation-type.js';
import type { CheckOutcome } from './check-outcome.js';
import { CheckTelemetry } from './check-telemetry.js';
import { installPlugins } from './install-plugins.js';
import type { InstalledPlugin, PluginCandidate, PluginSettings, PluginStatus } from './installed-plugin.js';
import { RetryPolicy, type RetryPolicyOptions } from './retry-policy.js';
import { type CheckConditions, codeOf, runCheck } from './run-check.js';

/** What a plugin host is made of. */
export interface PluginHostOptions {
  readonly candidates: readonly PluginCandidate[];
  /** By plugin id. Default: every plugin as it is. */
  readonly settings?: Readonly<Record<string, PluginSettings>>;
  /** What plugins may ask for by token, beside their options, the clock and the logger. */
  readonly provided?: readonly Provided[];
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Time limit of one check, in seconds. Default 30. */
  readonly checkTimeoutSeconds?: number;
  /** Checks running at the same time. Default 8. */
  readonly maxConcurrentChecks?: number;
  readonly retry?: RetryPolicyOptions;
}

/** Runs plugins: routes events to those that subscribed, and turns whatever they do into outcomes. */
export class PluginHost {
  /** What a log reader must not skip. */
  readonly selector: EventSelector;
  /** A line about each plugin found, active or not, by id. */
  readonly statuses: readonly PluginStatus[];
  readonly #plugins: readonly InstalledPlugin[];
  readonly #index: SubscriptionIndex<InstalledPlugin>;
  readonly #conditions: CheckConditions;
  readonly #limit: LimitFunction;
  readonly #logger: Logger;
  readonly #telemetry = new CheckTelemetry();

  /** @throws {PluginConfigError} with the problems of all plugins at once. */
  constructor(options: PluginHostOptions) {
    const clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    const lent = [
      { token: CLOCK, value: clock },
      { token: LOGGER, value: this.#logger },
      ...(options.provided ?? []),
    ];
    const { plugins, statuses } = installPlugins(options.candidates, options.settings ?? {}, lent);
    this.#plugins = plugins;
    this.statuses = statuses;
    this.#index = new SubscriptionIndex(plugins.map((plugin) => [plugin, plugin.metadata.events]));
    this.selector = this.#index;
    this.#limit = pLimit(options.maxConcurrentChecks ?? 8);
    this.#conditions = {
      timeoutSeconds: options.checkTimeoutSeconds ?? 30,
      retryPolicy: new RetryPolicy(options.retry),
      now: () => clock.now(),
    };
  }

  /** Every violation type that an active plugin declares, once, by id. */
  get violationTypes(): readonly ViolationType[] {
    const types = this.#plugins.flatMap(({ metadata }) => Object.values<ViolationType>(metadata.emits));
    const distinct = [...new Map(types.map((type) => [type.id, type])).values()];
    return distinct.sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** Ids of the plugins that look at an event: subscribed, and not kept off by a gate. In order of id. */
  subscribersOf(event: CloudTrailEvent): string[] {
    return this.#subscribersOf(event).map(({ metadata }) => metadata.id);
  }

  /** Lets every subscribed plugin look at an event. One outcome per plugin, in order of id; never rejects. */
  async check(event: CloudTrailEvent): Promise<CheckOutcome[]> {
    return Promise.all(this.#subscribersOf(event).map((plugin) => this.#run(plugin, event)));
  }

  /**
   * Tries an unfinished check again; never rejects. `undefined` when its plugin is not active here, so that it must wait.
   */
  async retry(check: UnfinishedCheck): Promise<CheckOutcome | undefined> {
    const plugin = this.#plugins.find(({ metadata }) => metadata.id === check.pluginId);
    if (!plugin) return undefined;
    try {
      return await this.#run(plugin, parseEvent(check.record, check.origin), check);
    } catch (error) {
      // Only a record that today's rules refuse brings us here: trying again would not help.
      const unfinished = failedForGood(check, error, this.#conditions.now());
      return { pluginId: check.pluginId, state: 'failed', violations: [], lifecycleEntries: [], unfinished };
    }
  }

  /** Disposes of the plugins that have something to dispose of. */
  async dispose(): Promise<void> {
    await Promise.all(this.#plugins.map(({ container }) => container.dispose()));
  }

  #subscribersOf(event: CloudTrailEvent): InstalledPlugin[] {
    if (!isDispatched(recordKindOf(event.eventType, event.eventCategory))) return [];
    const gates = gatesOf(event);
    return this.#index
      .subscribersOf(event.eventSource, event.eventName)
      .filter(({ metadata }) => gates.every((gate) => isOpen(gate, metadata.alsoWanted ?? {})));
  }

  async #run(
    plugin: InstalledPlugin,
    event: CloudTrailEvent,
    before?: UnfinishedCheck,
  ): Promise<CheckOutcome> {
    const check = () => runCheck(plugin, event, this.#conditions, before);
    const outcome = await this.#limit(() => this.#telemetry.observe(plugin.metadata.id, event, check));
    if (outcome.unfinished) this.#log(event, outcome.unfinished);
    return outcome;
  }

  #log(event: CloudTrailEvent, check: UnfinishedCheck): void {
    const fields = {
      plugin: check.pluginId,
      event_id: check.eventId,
      account_id: check.accountId,
      region: check.region,
      s3_bucket: event.origin.bucket,
      s3_key: event.origin.key,
      record_index: event.origin.recordIndex,
      error_code: check.errorCode,
      attempts: check.attempts,
    };
    if (check.state === 'pending') this.#logger.warn(fields, `Check is pending: ${check.errorMessage}`);
    else this.#logger.error(fields, `Check failed: ${check.errorMessage}`);
  }
}

function failedForGood(check: UnfinishedCheck, error: unknown, now: Date): UnfinishedCheck {
  return {
    ...check,
    state: 'failed',
    errorCode: codeOf(error),
    errorMessage: messageOf(error),
    attempts: check.attempts + 1,
    nextTryAt: null,
    lastTriedAt: now,
  };
}

function isOpen(gate: GateReason, also: AlsoWanted): boolean {
  switch (gate) {
    case 'failed':
      return also.failedCalls ?? false;
    case 'dry-run':
      return also.dryRuns ?? false;
    case 'read-only':
      return also.readOnlyCalls ?? false;
    case 'data':
      return also.dataEvents ?? false;
  }
}
