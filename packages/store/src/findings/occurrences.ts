import { identityKeyOf, type Violation } from '@fullstop/core';

/** The newest stored violation of a fingerprint. */
export interface NewestOccurrence {
  readonly id: number;
  readonly occurrences: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly resolved: boolean;
}

/** A violation that is about to be stored, with its place among those of its fingerprint. */
export interface NumberedViolation<V extends Violation = Violation> {
  readonly violation: V;
  readonly occurrences: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly recurrenceOf: number | null;
}

/**
 * Counts occurrences on from what is stored; several of one fingerprint follow each other in order of their events.
 * @returns in the order to insert: by event time, so that ids ascend with it, and equal in all replicas.
 */
export function numberOccurrences<V extends Violation>(
  violations: readonly V[],
  stored: ReadonlyMap<string, NewestOccurrence>,
): NumberedViolation<V>[] {
  const newest = new Map<string, Omit<NewestOccurrence, 'id'> & { id: number | null }>(stored);
  return [...violations].sort(byEventTime).map((violation) => {
    const { fingerprint, eventTime } = violation;
    const previous = newest.get(fingerprint);
    const numbers = {
      occurrences: (previous?.occurrences ?? 0) + 1,
      firstSeen: earlier(eventTime, previous?.firstSeen),
      lastSeen: later(eventTime, previous?.lastSeen),
    };
    // The next one of this unit follows this one, which is open and has no id yet.
    newest.set(fingerprint, { ...numbers, id: null, resolved: false });
    return { violation, ...numbers, recurrenceOf: previous?.resolved ? previous.id : null };
  });
}

function byEventTime(a: Violation, b: Violation): number {
  const difference = a.eventTime.getTime() - b.eventTime.getTime();
  if (difference !== 0) return difference;
  return identityKeyOf(a) < identityKeyOf(b) ? -1 : 1;
}

function earlier(a: Date, b: Date | undefined): Date {
  return b !== undefined && b < a ? b : a;
}

function later(a: Date, b: Date | undefined): Date {
  return b !== undefined && b > a ? b : a;
}
