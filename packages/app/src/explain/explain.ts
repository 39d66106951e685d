import { existsSync } from 'node:fs';
import {
  type CloudTrailEvent,
  FullstopError,
  findPluginMetadata,
  type Logger,
  messageOf,
  type PluginCandidate,
  parseEvent,
  textAt,
} from '@fullstop/core';
import { resolveSecrets } from '../config/secrets.js';
import { isAwsInReach, pluginServices } from '../plugins/plugin-services.js';
import type { Runtime } from '../runtime.js';
import { type EventToExplain, explainEvent } from './explain-event.js';
import type { EventExplanation } from './explanation.js';
import { LazyStore } from './lazy-store.js';
import { type FoundRecord, readRecords } from './read-records.js';

/** What is to be explained. */
export interface ExplainRequest {
  /** A file, `-` for standard input, or the id of an event with unfinished checks in the database. */
  readonly subject: string;
  /** Only this event of a log file. */
  readonly eventId?: string;
  /** Only these plugins. Default: all that are installed. */
  readonly pluginIds?: readonly string[];
  readonly standardInput: NodeJS.ReadableStream;
}

/** What was explained. */
export interface ExplainResult {
  readonly events: readonly EventExplanation[];
  /** Whether AWS and the services around were asked; otherwise facts of theirs were not to be had. */
  readonly isConnected: boolean;
  /** One sentence for each record that could not be read. */
  readonly problems: readonly string[];
}

/** More events than a person wants to read about. */
const MAX_EVENTS = 10;
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Tells what plugins make of events: which look at them, what they ask for, what they get, and what they decide. Asks AWS
 * and the services around where they are in reach. Stores and writes nothing.
 * @throws {FullstopError} with the code `USAGE` when there is no such file, event or plugin, or there are too many events.
 */
export async function explain(
  given: Runtime,
  request: ExplainRequest,
  logger: Logger,
): Promise<ExplainResult> {
  const candidates = candidatesOf(given, request.pluginIds);
  const store = new LazyStore(given);
  try {
    const { events, problems } = await eventsOf(request, store);
    const isConnected = isAwsInReach(given.config);
    // What is encrypted is for AWS and the services around.
    const runtime = isConnected ? { ...given, config: await resolveSecrets(given) } : given;
    const services = await pluginServices(runtime.config, store, logger);
    try {
      await services.start();
      const explained: EventExplanation[] = [];
      for (const event of events)
        explained.push(await explainEvent(runtime, services.lent, candidates, event));
      return { events: explained, isConnected, problems };
    } finally {
      await services.close();
    }
  } finally {
    await store.close();
  }
}

function candidatesOf(
  { discovery }: Runtime,
  ids: readonly string[] | undefined,
): readonly PluginCandidate[] {
  const byId = new Map(
    discovery.candidates.flatMap((candidate) => {
      const id = findPluginMetadata(candidate.pluginClass)?.id;
      return id === undefined ? [] : [[id, candidate] as const];
    }),
  );
  if (!ids) return [...byId.values()];
  return ids.map((id) => {
    const candidate = byId.get(id);
    if (candidate) return candidate;
    const installed = [...byId.keys()].sort().join(', ');
    throw usage(`No installed plugin has the id ${id} (installed: ${installed}).`);
  });
}

interface FoundEvents {
  readonly events: readonly EventToExplain[];
  readonly problems: readonly string[];
}

async function eventsOf(request: ExplainRequest, store: LazyStore): Promise<FoundEvents> {
  const { subject } = request;
  if (subject === '-' || existsSync(subject)) return eventsOfFile(request);
  if (EVENT_ID.test(subject))
    return { events: await storedEvents(subject.toLowerCase(), store), problems: [] };
  throw usage(`${subject} is neither a file nor the id of an event.`);
}

async function eventsOfFile({ subject, eventId, standardInput }: ExplainRequest): Promise<FoundEvents> {
  const found = await readRecords(subject, standardInput);
  const wanted = eventId === undefined ? found : found.filter(({ record }) => hasId(record, eventId));
  if (eventId !== undefined && wanted.length === 0)
    throw usage(`None of the ${found.length} records of ${subject} is event ${eventId}.`);
  if (wanted.length > MAX_EVENTS)
    throw usage(`${subject} holds ${wanted.length} records; choose one with --event-id.`);

  const events: EventToExplain[] = [];
  const problems: string[] = [];
  for (const record of wanted) {
    try {
      events.push({ event: eventIn(record), storedChecks: [] });
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { events, problems };
}

async function storedEvents(eventId: string, store: LazyStore): Promise<EventToExplain[]> {
  const checks = await store.findChecks(eventId);
  if (checks.length === 0) {
    throw usage(
      `No unfinished check about event ${eventId} is stored. Events are not kept once they are decided: ` +
        'name the log file that holds it, and --event-id.',
    );
  }
  // One call may be in the logs of two accounts, under one id.
  const placeOf = ({ accountId, region }: { accountId: string; region: string }) => `${accountId} ${region}`;
  return [...new Map(checks.map((check) => [placeOf(check), check])).values()].map((first) => ({
    event: eventIn(first),
    storedChecks: checks.filter((check) => placeOf(check) === placeOf(first)),
  }));
}

function eventIn({ record, origin }: FoundRecord): CloudTrailEvent {
  return parseEvent(record, origin);
}

function hasId(record: unknown, eventId: string): boolean {
  const ids = [textAt(record, 'eventID'), textAt(record, 'addendum', 'originalEventID')];
  return ids.some((id) => id?.toLowerCase() === eventId.toLowerCase());
}

function usage(message: string): FullstopError {
  return new FullstopError('USAGE', message);
}
