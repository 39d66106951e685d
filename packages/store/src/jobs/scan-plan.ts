import { identityKeyOf, type Violation } from '@fullstop/core';
import type { KnownFinding } from './known-findings.js';

/** A finding that was there before, as it is now. */
export interface SeenAgain {
  readonly known: KnownFinding;
  readonly now: Violation;
}

/** What a scan means for the findings. */
export interface ScanPlan {
  /** There before, and still: their violations stay. */
  readonly seen: readonly SeenAgain[];
  /** Never there before. */
  readonly fresh: readonly Violation[];
  /** Gone, and there again: they become violations of their own. */
  readonly back: readonly SeenAgain[];
  /** Not found, but not yet for long enough. */
  readonly missed: readonly KnownFinding[];
  /** Not found for long enough, now or earlier. */
  readonly gone: readonly KnownFinding[];
}

/**
 * Compares what a scan found with what earlier ones did.
 * @param complete - whether what was not found is not there.
 * @param goneAfterScans - complete scans after which something counts as gone.
 */
export function planScan(
  found: readonly Violation[],
  known: readonly KnownFinding[],
  complete: boolean,
  goneAfterScans: number,
): ScanPlan {
  const byKey = new Map(known.map((finding) => [identityKeyOf(finding), finding]));
  const foundKeys = new Set(found.map(identityKeyOf));
  const again = found.flatMap((now) => {
    const before = byKey.get(identityKeyOf(now));
    return before ? [{ known: before, now }] : [];
  });
  const absent = complete ? known.filter((finding) => !foundKeys.has(identityKeyOf(finding))) : [];
  const isGone = ({ gone, missedScans }: KnownFinding) => gone || missedScans + 1 >= goneAfterScans;
  return {
    seen: again.filter((finding) => !isRecurrence(finding.known)),
    fresh: found.filter((now) => !byKey.has(identityKeyOf(now))),
    back: again.filter((finding) => isRecurrence(finding.known)),
    missed: absent.filter((finding) => !isGone(finding)),
    gone: absent.filter(isGone),
  };
}

/** Whether something that is there again is another violation: one that is open, or whitelisted, simply goes on. */
function isRecurrence({ gone, violation }: KnownFinding): boolean {
  return gone && violation.state === 'resolved';
}
