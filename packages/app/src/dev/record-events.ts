import { listLogObjects, StreamingLogReader } from '@fullstop/cloudtrail';
import {
  type EventSelector,
  FullstopError,
  type JsonObject,
  messageOf,
  SubscriptionIndex,
  textAt,
} from '@fullstop/core';
import { Redaction } from './redaction.js';

/** Which records are cut out of log files. */
export interface RecordChoice {
  /** `source:name`, such as `ec2.amazonaws.com:Run*`. Default: every event. */
  readonly events?: readonly string[];
  /** Default: any. */
  readonly eventIds?: readonly string[];
  /** How many at most. */
  readonly limit: number;
  /** Texts to take out, too; `undefined` leaves the records as they are. */
  readonly redact?: readonly string[];
}

/** Records as they are to be kept. */
export interface RecordedEvents {
  readonly records: readonly JsonObject[];
  /** Whether the limit kept others out. */
  readonly isCut: boolean;
  /** One sentence for each thing in the input that could not be read, naming it. */
  readonly problems: readonly string[];
}

/** Thrown to end the reading of a file whose rest nobody needs. */
const ENOUGH = Symbol('enough');

/**
 * Cuts chosen records out of log files and folders, and redacts them, all in the same way.
 * @throws {FullstopError} with the code `USAGE` when an event is not named as `source:name`.
 */
export async function recordEvents(paths: readonly string[], choice: RecordChoice): Promise<RecordedEvents> {
  const selector = selectorOf(choice.events);
  const reader = new StreamingLogReader();
  const found: JsonObject[] = [];
  const problems: string[] = [];
  const keep = (records: readonly { readonly record: JsonObject }[]) => {
    found.push(...records.map(({ record }) => record).filter((record) => isChosen(record, choice)));
    if (found.length > choice.limit) throw ENOUGH;
  };
  try {
    for await (const entry of listLogObjects(paths)) {
      if (entry.kind === 'unreadable') problems.push(entry.error.message);
      if (entry.kind !== 'log') continue;
      const { id } = entry.object;
      const report = await reader.read(entry.object.open(), selector, async (records) => keep(records));
      problems.push(...report.problems.map((problem) => `${id.bucket}/${id.key}: ${messageOf(problem)}`));
    }
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  const records = found.slice(0, choice.limit);
  const redaction = choice.redact && new Redaction(choice.redact);
  return {
    records: redaction ? records.map((record) => redaction.redact(record)) : records,
    isCut: found.length > choice.limit,
    problems,
  };
}

function selectorOf(events: readonly string[] | undefined): EventSelector {
  if (!events) return new SubscriptionIndex([[undefined, '*']]);
  return new SubscriptionIndex(
    events.map((event) => {
      const [, source, name] = /^([a-z0-9.-]+):([A-Za-z0-9]+\*?|\*)$/.exec(event) ?? [];
      if (source === undefined || name === undefined) {
        throw new FullstopError(
          'USAGE',
          `"${event}" names no event; write it as ec2.amazonaws.com:RunInstances.`,
        );
      }
      return [undefined, { [source]: name === '*' ? '*' : [name] }];
    }),
  );
}

function isChosen(record: JsonObject, { eventIds }: RecordChoice): boolean {
  if (!eventIds) return true;
  const id = textAt(record, 'eventID')?.toLowerCase();
  return eventIds.some((wanted) => wanted.toLowerCase() === id);
}
