import { FullstopError } from '@fullstop/core';

/** A call that the cassette has no answer to. */
export class CassetteMissError extends FullstopError {
  constructor(cassette: string, call: string, reason: string) {
    super('CASSETTE_MISS', `${cassette} has no answer to ${call}: ${reason} ${REMEDY}`);
  }
}

/** Something that a cassette cannot keep without changing it. */
export class CassetteValueError extends FullstopError {
  constructor(place: string, problem: string) {
    super('CASSETTE_VALUE', `${place} cannot be put on a cassette: ${problem}.`);
  }
}

/** A cassette that cannot be used: not there, not readable, or called in a way that it does not know. */
export class CassetteError extends FullstopError {
  constructor(problem: string, options?: ErrorOptions) {
    super('CASSETTE', problem, options);
  }
}

/** What to do when a cassette is not, or no longer, what a test needs. */
export const REMEDY =
  'Record it anew: fullstop record … --plugin <folder> --facts <file>; or, where the test has the real thing at hand, run it ' +
  'with FULLSTOP_CASSETTES=record.';
