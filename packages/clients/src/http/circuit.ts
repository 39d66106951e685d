import { messageOf } from '@fullstop/core';
import {
  type CircuitBreakerPolicy,
  CircuitState as CockatielState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { DependencyUnavailableError, type UnavailableReason } from '../errors/errors.js';
import type { HttpSettings } from './http.options.js';

/** `open`: the service is not asked. `half-open`: one call tries whether it is back. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** A circuit changed. */
export interface CircuitReport {
  readonly dependency: string;
  readonly state: CircuitState;
}

// What a request, or the thing it asks for, brings about says nothing about the service: one bad image must not shut out
// the others.
const COUNTED: ReadonlySet<UnavailableReason> = new Set(['time-out', 'network', 'server-error', 'no-token']);

const STATES: Readonly<Record<CockatielState, CircuitState>> = {
  [CockatielState.Closed]: 'closed',
  [CockatielState.Open]: 'open',
  [CockatielState.HalfOpen]: 'half-open',
  [CockatielState.Isolated]: 'open',
};

/** Keeps calls away from a service that does not work. One per service. */
export class Circuit {
  readonly #dependency: string;
  readonly #breaker: CircuitBreakerPolicy;

  constructor(dependency: string, settings: HttpSettings) {
    this.#dependency = dependency;
    this.#breaker = circuitBreaker(handleWhen(counts), {
      breaker: new ConsecutiveBreaker(settings.circuitFailures),
      halfOpenAfter: settings.circuitPauseMs,
    });
    this.#breaker.onStateChange((state) => this.#report(STATES[state], settings));
  }

  get state(): CircuitState {
    return STATES[this.#breaker.state];
  }

  /** @throws {DependencyUnavailableError} without calling, when the circuit is open. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#breaker.execute(work);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      throw this.#refusal();
    }
  }

  #refusal(): DependencyUnavailableError {
    const failure = this.#breaker.lastFailure;
    const cause = failure !== undefined && 'error' in failure ? failure.error : undefined;
    return new DependencyUnavailableError(
      this.#dependency,
      'circuit-open',
      `not asked for a moment, since the calls before failed (the last one: ${messageOf(cause)})`,
      { cause },
    );
  }

  #report(state: CircuitState, { logger, onCircuit }: HttpSettings): void {
    const dependency = this.#dependency;
    onCircuit({ dependency, state });
    if (state === 'open') logger.warn({ dependency }, `Circuit of ${dependency} is open: it is not asked`);
    if (state === 'closed') logger.info({ dependency }, `Circuit of ${dependency} is closed: it works again`);
  }
}

function counts(error: unknown): boolean {
  return error instanceof DependencyUnavailableError && COUNTED.has(error.reason);
}
