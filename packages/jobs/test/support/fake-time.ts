import type { Clock } from '@fullstop/core';
import type { Timers } from '../../src/index.js';

interface Timer {
  readonly at: number;
  readonly number: number;
  readonly callback: () => void;
}

/** A clock and timers that a test moves; days pass in seconds. */
export class FakeTime implements Clock, Timers {
  #now: number;
  #timers: Timer[] = [];
  #numbers = 0;
  /** Calls to the database and others that nobody has answered yet. */
  readonly #pending = new Set<Promise<unknown>>();

  constructor(now: string) {
    this.#now = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** When the next timer is due, in epoch milliseconds; infinite without any. */
  get next(): number {
    return Math.min(...this.#timers.map(({ at }) => at));
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, number: ++this.#numbers, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Resolves after so many seconds of this time. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.after(seconds * 1000, resolve));
  }

  /** The object, with time standing still while one of its methods works. */
  watched<T extends object>(object: T): T {
    return new Proxy(object, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => {
          const result: unknown = member.apply(target, parameters);
          if (result instanceof Promise) this.#watch(result);
          return result;
        };
      },
    });
  }

  /** Lets time pass. */
  async advance(seconds: number): Promise<void> {
    const until = this.#now + seconds * 1000;
    await this.settle();
    for (let { next } = this; next <= until; { next } = this) await this.moveTo(next);
    this.#now = until;
  }

  /** Goes to an instant, in epoch milliseconds; everything that is due by then is called before anything of it is answered. */
  async moveTo(instant: number): Promise<void> {
    this.#now = Math.max(this.#now, instant);
    const due = this.#timers.filter(({ at }) => at <= instant).sort((a, b) => a.number - b.number);
    this.#timers = this.#timers.filter(({ at }) => at > instant);
    for (const { callback } of due) callback();
    await this.settle();
  }

  /** Resolves when nothing works any more that does not wait for this time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet += 1) {
      if (this.#pending.size > 0) {
        await Promise.allSettled(this.#pending);
        quiet = 0;
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #watch(promise: Promise<unknown>): void {
    this.#pending.add(promise);
    const done = () => this.#pending.delete(promise);
    promise.then(done, done);
  }
}
