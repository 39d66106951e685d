/** Tells the time. */
export interface Clock {
  now(): Date;
}

/** Token of the {@link Clock}. */
export const CLOCK = Symbol.for('@fullstop/core:clock');

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
