import type { Caller } from './caller.js';

/** Who may read violations, counts and lifecycles of all accounts: everybody of an accepted realm, so that all can see. */
export function everybodyMayRead(_caller: Caller): boolean {
  return true;
}
