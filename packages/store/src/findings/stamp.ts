import { type Clock, FullstopError } from '@fullstop/core';

/** Who changes rows when no person does: event processing and jobs. */
export const SYSTEM_USER = 'FULLSTOP';

/** Who stores something, and when. */
export interface Stamp {
  readonly at: Date;
  readonly by: string;
}

/** @throws {FullstopError} when the user's name is blank: a row without author is worse than no row. */
export function stampOf(clock: Clock, user: () => string): Stamp {
  const by = user().trim();
  if (by === '')
    throw new FullstopError('BLANK_USER', 'The name of the current user is blank; nothing was stored.');
  return { at: clock.now(), by };
}
