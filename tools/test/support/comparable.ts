import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import {
  CAPTURED,
  type ConnectedViolation,
  type ExpectedArchive,
  type ExpectedDuring,
  type ExpectedLifecycle,
} from '../../src/sample-world/connected/index.js';

/** Everything that is stored, or must be: a text for each thing, sorted; what is there twice is there twice. */
export interface Comparable {
  readonly violations: readonly string[];
  readonly pending: readonly string[];
  readonly lifecycle: readonly string[];
  readonly archives: readonly string[];
}

/** What must be stored, to be compared. */
export function comparable({ violations, pending, lifecycle, archives }: ExpectedDuring): Comparable {
  return {
    violations: texts(violations),
    pending: [...pending].sort(),
    lifecycle: texts(lifecycle.map(withoutEvent)),
    archives: texts(archives.map(({ key, document }) => ({ key, document }))),
  };
}

/** A row of the history is not that of an event. */
function withoutEvent({ event_id: _, ...row }: ExpectedLifecycle): Omit<ExpectedLifecycle, 'event_id'> {
  return row;
}

/** Things as they are stored, to be compared. */
export function stored(things: {
  readonly violations: readonly ConnectedViolation[];
  readonly pending: readonly string[];
  readonly lifecycle: readonly Omit<ExpectedLifecycle, 'event_id'>[];
  readonly archives: readonly Omit<ExpectedArchive, 'event_id'>[];
}): Comparable {
  return {
    violations: texts(things.violations),
    pending: [...things.pending].sort(),
    lifecycle: texts(things.lifecycle),
    archives: texts(things.archives),
  };
}

const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/;

/**
 * An archived object without the times of this run.
 * @throws {Error} when such a time is missing, or not one of this run.
 */
export function archiveOf(key: string, text: string, since: Date): Omit<ExpectedArchive, 'event_id'> {
  const time = (found: JsonValue | undefined) => {
    const instant = Date.parse(String(found));
    if (!(instant >= since.getTime() && instant <= Date.now())) {
      throw new Error(`${key}: ${String(found)} is no time of this run`);
    }
    return CAPTURED;
  };
  const document: JsonObject = JSON.parse(text);
  const changes = Array.isArray(document.changes) ? document.changes.filter(isJsonObject) : undefined;
  const folder = '/security-groups/';
  return {
    key: key.includes(folder) ? key.replace(new RegExp(`(?<=${folder}[^/]+/)${TIME.source}`), time) : key,
    document: {
      ...document,
      capturedAt: time(document.capturedAt),
      ...(changes && { changes: changes.map((change) => ({ ...change, since: time(change.since) })) }),
    },
  };
}

function texts(things: readonly object[]): string[] {
  return things.map(textOf).sort();
}

/** The same text for the same thing, whatever the order of its members. */
function textOf(thing: unknown): string {
  return JSON.stringify(thing, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}
