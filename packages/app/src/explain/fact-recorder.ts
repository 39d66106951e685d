import { type JsonValue, messageOf } from '@fullstop/core';
import type { ErrorExplanation, FactExplanation, WriteExplanation } from './explanation.js';

/** Keeps what one plugin asks for while it looks at one event, and what it would write. */
export class FactRecorder {
  /** By name: what is asked again is the same fact. */
  readonly #facts = new Map<string, FactExplanation>();
  readonly #writes: WriteExplanation[] = [];

  /** What was asked so far, in order. */
  get facts(): readonly FactExplanation[] {
    return [...this.#facts.values()];
  }

  get writes(): readonly WriteExplanation[] {
    return [...this.#writes];
  }

  /** Asks, and keeps what came of it. @param shown what of the answer is kept; default: all. */
  async ask<T>(
    fact: string,
    ask: () => Promise<T>,
    shown: (answer: T) => unknown = (answer) => answer,
  ): Promise<T> {
    this.#keep(fact, 'unanswered');
    try {
      const answer = await ask();
      if (answer === undefined) this.#keep(fact, 'absent');
      else this.#keep(fact, 'known', jsonOf(shown(answer)));
      return answer;
    } catch (error) {
      this.failed(fact, error);
      throw error;
    }
  }

  /** Keeps that a fact could not be had. */
  failed(fact: string, error: unknown): void {
    this.#keep(fact, 'unavailable', null, errorOf(error));
  }

  /** Keeps that AWS said there is none. */
  absent(fact: string): void {
    this.#keep(fact, 'absent');
  }

  wrote(write: WriteExplanation): void {
    this.#writes.push(write);
  }

  #keep(
    fact: string,
    outcome: FactExplanation['outcome'],
    value: JsonValue = null,
    error: ErrorExplanation | null = null,
  ): void {
    this.#facts.set(fact, { fact, outcome, value, error });
  }
}

/** Code and reason of something that was thrown. */
function errorOf(error: unknown): ErrorExplanation {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  const code = hasCode ? String(error.code) : error instanceof Error ? error.name : 'UNKNOWN';
  // Which fact it was, and that a check comes again, is said already.
  const [, reason] =
    /could not be had: (.*?)\.? The check is tried again later\.$/s.exec(messageOf(error)) ?? [];
  return { code, message: reason ?? messageOf(error) };
}

/** A copy of a value as JSON; of what JSON cannot hold, its text. */
function jsonOf(value: unknown): JsonValue {
  try {
    return JSON.parse(JSON.stringify(value, textsForOthers) ?? 'null');
  } catch {
    // Such as a value that contains itself.
    return String(value);
  }
}

function textsForOthers(name: string, value: unknown): unknown {
  // Ids and attempts of a request tell nothing about the fact.
  if (name === '$metadata') return undefined;
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  return typeof value === 'bigint' ? String(value) : value;
}
