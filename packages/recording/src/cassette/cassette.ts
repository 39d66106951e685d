import type { Provided } from '@fullstop/core';
import type { FetchOptions } from './recorded-fetch.js';

/** Calls to the outside, recorded once and answered from then on. */
export interface Cassette {
  readonly mode: 'replay' | 'record';
  /**
   * The port with this token: in a replay one that answers from the cassette, else the real one, recorded.
   * @param real gives the real one; asked only while recording.
   * @throws {CassetteError} in a replay when the port is not on the cassette; while recording when there is no real one.
   */
  port<Port extends object>(token: symbol | string, real?: () => Port): Port;
  /** The same for `fetch`, for clients that a plugin brings itself. @param real default: that of Node. */
  fetch(options?: FetchOptions): typeof fetch;
  /** All ports so far, to be lent to a plugin; in a replay, all that are on the cassette. */
  readonly provided: readonly Provided[];
  /** Options that the plugin with this id had when it was recorded; none when it had none. */
  optionsOf(pluginId: string): Readonly<Record<string, unknown>>;
  /** Calls on the cassette that nobody made; empty while recording. */
  readonly unused: readonly string[];
  /** Calls that were made and are not on the cassette, also where somebody caught the error; empty while recording. */
  readonly missed: readonly string[];
  /** Writes the file; does nothing in a replay. */
  save(): void;
}

/** Name of a port on cassettes. */
export function portName(token: symbol | string): string {
  if (typeof token === 'string') return token;
  return Symbol.keyFor(token) ?? token.description ?? 'port';
}
