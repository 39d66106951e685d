import type { RecordedLifecycle } from '../effects/lifecycle-entry.js';
import {
  CheckTimeoutError,
  FactUnavailableError,
  isPartialInspection,
  isRetryable,
  messageOf,
} from '../errors/errors.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import type { UnfinishedCheck } from '../ports/findings-store.js';
import type { Violation } from '../violation/violation.js';
import { AwaitedFacts } from './awaited-facts.js';
import type { CheckOutcome } from './check-outcome.js';
import type { InstalledPlugin } from './installed-plugin.js';
import { LifecycleNotes } from './lifecycle-notes.js';
import type { RetryPolicy } from './retry-policy.js';
import { toViolations } from './to-violation.js';

/** What a check needs beside the plugin and the event. */
export interface CheckConditions {
  readonly timeoutSeconds: number;
  readonly retryPolicy: RetryPolicy;
  readonly now: () => Date;
}

/** Lets one plugin look at one event. Never rejects: whatever the plugin does becomes an outcome. */
export async function runCheck(
  plugin: InstalledPlugin,
  event: CloudTrailEvent,
  conditions: CheckConditions,
  before?: UnfinishedCheck,
): Promise<CheckOutcome> {
  const pluginId = plugin.metadata.id;
  const notes = new LifecycleNotes(event);
  try {
    const findings = await inspectInTime(plugin, event, notes, conditions.timeoutSeconds);
    const violations = toViolations(plugin, event, findings);
    return { pluginId, state: 'decided', violations, lifecycleEntries: notes.entries, unfinished: undefined };
  } catch (error) {
    const { violations, cause } = rescue(plugin, event, error);
    const unfinished = unfinishedCheck(plugin, event, cause, conditions, before);
    return { pluginId, state: unfinished.state, violations, lifecycleEntries: notes.entries, unfinished };
  } finally {
    // What a plugin says after its time is up belongs to nobody.
    notes.close();
  }
}

async function inspectInTime(
  plugin: InstalledPlugin,
  event: CloudTrailEvent,
  notes: LifecycleNotes,
  timeoutSeconds: number,
): Promise<unknown> {
  const abort = new AbortController();
  const awaited = new AwaitedFacts();
  const context = {
    signal: abort.signal,
    recordLifecycle: (entry: RecordedLifecycle) => notes.add(entry),
  };
  let timer: NodeJS.Timeout | undefined;
  const timeLimit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const fact = awaited.oldest;
      const error = fact
        ? new FactUnavailableError(fact, `it did not come within the check's ${timeoutSeconds} s`)
        : new CheckTimeoutError(plugin.metadata.id, event.eventID, timeoutSeconds);
      // First, so that the limit stands whatever the plugin makes of the abort.
      reject(error);
      abort.abort(error);
    }, timeoutSeconds * 1000);
  });
  try {
    const inspection = awaited.during(() => plugin.instance.inspect(event, context));
    return await Promise.race([inspection, timeLimit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps what a partly undecided check did find. */
function rescue(
  plugin: InstalledPlugin,
  event: CloudTrailEvent,
  error: unknown,
): { violations: Violation[]; cause: unknown } {
  if (!isPartialInspection(error)) return { violations: [], cause: error };
  try {
    return { violations: toViolations(plugin, event, error.findings), cause: error };
  } catch (invalid) {
    return { violations: [], cause: invalid };
  }
}

function unfinishedCheck(
  plugin: InstalledPlugin,
  event: CloudTrailEvent,
  error: unknown,
  conditions: CheckConditions,
  before: UnfinishedCheck | undefined,
): UnfinishedCheck {
  const now = conditions.now();
  const attempts = (before?.attempts ?? 0) + 1;
  const nextTryAt = isRetryable(error) ? conditions.retryPolicy.nextTryAt(now, attempts) : null;
  // A check that is stored already keeps its key, whatever the event looks like by today's rules.
  const { accountId, region, eventId } = before ?? {
    accountId: event.accountId,
    region: event.awsRegion,
    eventId: event.eventID,
  };
  return {
    accountId,
    region,
    eventId,
    pluginId: plugin.metadata.id,
    state: nextTryAt ? 'pending' : 'failed',
    errorCode: codeOf(error),
    errorMessage: messageOf(error),
    attempts,
    nextTryAt,
    firstTriedAt: before?.firstTriedAt ?? now,
    lastTriedAt: now,
    record: event.record,
    origin: event.origin,
  };
}

/** The code of an error, else its name; of a partial inspection that of the cause that decides about it. */
export function codeOf(error: unknown): string {
  const source = isPartialInspection(error) ? (error.causes.find(isRetryable) ?? error.causes[0]) : error;
  if (!(source instanceof Error)) return 'UNKNOWN';
  return 'code' in source && typeof source.code === 'string' ? source.code : source.name;
}
