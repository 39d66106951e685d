import type { ViolationJson, ViolationPageJson } from '@fullstop/api';
import type { Cursor } from '../filters/conditions.js';
import { PAGE_SIZE } from '../violation-paths.js';

/** A page of the list as it is shown. */
export interface ShownPage {
  /** Newest first. */
  readonly violations: readonly ViolationJson[];
  readonly total: number;
  /** Whether there are more than `total`. */
  readonly isTotalCapped: boolean;
  /** `undefined`: this is the newest page. `'newest'`: the page after this one. */
  readonly newer: Cursor | 'newest' | undefined;
  readonly older: Cursor | undefined;
}

/** What is shown of a page that began at `cursor`. */
export function shownPageOf(page: ViolationPageJson, cursor: Cursor | undefined): ShownPage {
  const isBackwards = cursor?.name === 'after-id';
  // With `after-id` the API reads away from the cursor, which is upwards.
  const violations = isBackwards ? [...page.content].reverse() : page.content;
  const hasOlder = isBackwards || !page.last;
  const hasNewer = isBackwards ? !page.last : cursor !== undefined;
  const oldest = violations.at(-1);
  const newest = violations[0];
  return {
    violations,
    total: page.total_elements ?? violations.length,
    isTotalCapped: page.total_exact === false,
    newer: hasNewer ? newerThan(newest) : undefined,
    older: hasOlder && oldest ? { name: 'before-id', id: oldest.id } : undefined,
  };
}

function newerThan(newest: ViolationJson | undefined): Cursor | 'newest' {
  return newest === undefined ? 'newest' : { name: 'after-id', id: newest.id };
}

/** Whether a page that was asked for from below came to the newest: then the newest page has more to show. */
export function isShortNewest(page: ViolationPageJson, cursor: Cursor | undefined): boolean {
  return cursor?.name === 'after-id' && page.content.length < PAGE_SIZE;
}
