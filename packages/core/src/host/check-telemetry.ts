import { type Counter, type Histogram, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import type { CheckOutcome } from './check-outcome.js';

const NAME = '@fullstop/core';

/** Counts checks, and traces each; does nothing while nobody has installed an OpenTelemetry SDK. */
export class CheckTelemetry {
  readonly #checks: Counter;
  readonly #violations: Counter;
  readonly #duration: Histogram;

  constructor() {
    const meter = metrics.getMeter(NAME);
    this.#checks = meter.createCounter('fullstop_checks', { description: 'Checks by plugin and state' });
    this.#violations = meter.createCounter('fullstop_violations_found', {
      description: 'Violations found by type',
    });
    this.#duration = meter.createHistogram('fullstop_check_duration_seconds', {
      description: 'Time that checks took, by plugin',
      unit: 's',
    });
  }

  /** Runs a check inside a span, and counts how it ended. */
  async observe(
    pluginId: string,
    event: CloudTrailEvent,
    check: () => Promise<CheckOutcome>,
  ): Promise<CheckOutcome> {
    const attributes = {
      'fullstop.plugin': pluginId,
      'fullstop.event_id': event.eventID,
      'cloud.account.id': event.accountId,
      'cloud.region': event.awsRegion,
    };
    return trace.getTracer(NAME).startActiveSpan('check', { attributes }, async (span) => {
      const started = performance.now();
      const outcome = await check();
      this.#count(outcome, (performance.now() - started) / 1000);
      if (outcome.unfinished)
        span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.unfinished.errorCode });
      span.end();
      return outcome;
    });
  }

  #count({ pluginId, state, violations }: CheckOutcome, seconds: number): void {
    this.#checks.add(1, { plugin: pluginId, state });
    this.#duration.record(seconds, { plugin: pluginId });
    for (const { type } of violations) this.#violations.add(1, { type });
  }
}
