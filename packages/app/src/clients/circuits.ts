import type { CircuitReport, CircuitState } from '@fullstop/clients';
import { metrics } from '@opentelemetry/api';

const STATES: readonly CircuitState[] = ['closed', 'half-open', 'open'];

/** State of the circuit breaker of each service around, for metrics and health. */
export class Circuits {
  readonly #states: Map<string, CircuitState>;

  /** @param services whose circuits are there from the start, closed. */
  constructor(services: readonly string[]) {
    this.#states = new Map(services.map((service) => [service, 'closed']));
    metrics
      .getMeter('@fullstop/app')
      .createObservableGauge('fullstop_circuit_state', {
        description: '1 for the state that the circuit breaker of a service is in, 0 for the others',
      })
      .addCallback((result) => {
        for (const [service, current] of this.#states)
          for (const state of STATES) result.observe(state === current ? 1 : 0, { service, state });
      });
  }

  /** Takes what a client reports; for its option `onCircuit`. */
  readonly report = ({ dependency, state }: CircuitReport): void => {
    this.#states.set(dependency, state);
  };

  /** States by service. */
  get states(): Readonly<Record<string, CircuitState>> {
    return Object.fromEntries(this.#states);
  }
}
