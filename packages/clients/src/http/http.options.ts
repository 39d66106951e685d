import { type Logger, silentLogger } from '@fullstop/core';
import { ClientOptionsError } from '../errors/errors.js';
import type { CircuitReport } from './circuit.js';

/** How a service is called. Everything has a default. */
export interface HttpOptions {
  /** Longest time for one call, all attempts, waiting and reading included, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** Further attempts after a 5xx, 408, 425, 429 or a broken connection. Default 2. */
  readonly retries?: number;
  /** Wait before the second attempt, in milliseconds; grows, with jitter. Default 100. */
  readonly retryDelayMs?: number;
  /** Longest wait before an attempt, in milliseconds. Default 1000. */
  readonly maxRetryDelayMs?: number;
  /** Calls that must fail in a row (with all their attempts) to open the circuit. Default 5. */
  readonly circuitFailures?: number;
  /** How long an open circuit stays open before one call may try, in milliseconds. Default 5000. */
  readonly circuitPauseMs?: number;
  /** Longest answer, in bytes after decompression. Default 10 MiB. */
  readonly maxAnswerBytes?: number;
  /** Hears when the circuit opens, is tried, or closes. Must not throw. Feeds metrics. Default: nobody. */
  readonly onCircuit?: (report: CircuitReport) => void;
  /** Hears of circuits that open and close, and at debug, as `http.wire-log`, of each call. Default: nobody. */
  readonly logger?: Logger;
}

/** The options with their defaults. */
export type HttpSettings = Required<HttpOptions>;

const LEAST: Readonly<Record<string, number>> = {
  timeoutMs: 1,
  retries: 0,
  retryDelayMs: 0,
  maxRetryDelayMs: 0,
  circuitFailures: 1,
  circuitPauseMs: 0,
  maxAnswerBytes: 1,
};

/**
 * Fills in the defaults.
 * @throws {ClientOptionsError} naming every number that cannot be used.
 */
export function httpSettingsOf(options: HttpOptions = {}): HttpSettings {
  const settings: HttpSettings = {
    timeoutMs: options.timeoutMs ?? 3000,
    retries: options.retries ?? 2,
    retryDelayMs: options.retryDelayMs ?? 100,
    maxRetryDelayMs: options.maxRetryDelayMs ?? 1000,
    circuitFailures: options.circuitFailures ?? 5,
    circuitPauseMs: options.circuitPauseMs ?? 5000,
    maxAnswerBytes: options.maxAnswerBytes ?? 10 * 1024 * 1024,
    onCircuit: options.onCircuit ?? (() => {}),
    logger: options.logger ?? silentLogger,
  };
  const problems = Object.entries(settings).flatMap(([name, value]) => {
    const least = LEAST[name];
    if (least === undefined || (Number.isSafeInteger(value) && Number(value) >= least)) return [];
    return [`${name}: expected a whole number, at least ${least}`];
  });
  if (problems.length > 0) throw new ClientOptionsError(problems);
  return settings;
}
