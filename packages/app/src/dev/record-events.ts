import { listLogObjects, StreamingLogReader } from '@fullstop/cloudtrail';
import {
  type EventSelector,
  FullstopError,
  findPluginMetadata,
  type JsonObject,
  type Logger,
  messageOf,
  SubscriptionIndex,
  textAt,
} from '@fullstop/core';
import { Redaction } from '@fullstop/recording';
import { type AskedCheck, askFacts } from './ask-facts.js';
import { type DevelopedPlugin, withDevelopedPlugin } from './developed-plugin.js';

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

/** Records, and what a plugin asked about them. */
export interface RecordedFacts extends RecordedEvents {
  /** Text of the cassette. */
  readonly cassette: string;
  readonly checks: readonly AskedCheck[];
  /** Whether AWS and the services around were asked; otherwise facts of theirs were not to be had. */
  readonly isConnected: boolean;
}

/** Thrown to end the reading of a file whose rest nobody needs. */
const ENOUGH = Symbol('enough');

/**
 * Cuts chosen records out of log files and folders, and redacts them, all in the same way.
 * @throws {FullstopError} with the code `USAGE` when an event is not named as `source:name`.
 */
export async function recordEvents(paths: readonly string[], choice: RecordChoice): Promise<RecordedEvents> {
  const cut = await cutRecords(paths, choice, selectorOf(choice.events ?? []));
  return { ...cut, records: redacted(cut.records, choice.redact && new Redaction(choice.redact)) };
}

/**
 * Does the same, lets a plugin look at the records as they are, and records what it asks and is told. Only then records
 * and answers are redacted, in the same way: the services know only real names.
 * @param choice its events are by default those that the plugin reads.
 * @throws {FullstopError} with the code `USAGE` when the package cannot be used, and as above.
 */
export async function recordFacts(
  paths: readonly string[],
  choice: RecordChoice,
  plugin: DevelopedPlugin,
  logger: Logger,
): Promise<RecordedFacts> {
  return withDevelopedPlugin(plugin, async (runtime) => {
    const read = runtime.discovery.candidates.map(
      ({ pluginClass }) => findPluginMetadata(pluginClass)!.events,
    );
    const selector = choice.events
      ? selectorOf(choice.events)
      : new SubscriptionIndex(read.map((events) => [undefined, events]));
    const { problems: unreadable, ...cut } = await cutRecords(paths, choice, selector);
    const { recorder, problems, ...asked } = await askFacts(runtime, cut.records, logger);
    const redaction = choice.redact && new Redaction(choice.redact);
    for (const value of recorder.values) redaction?.learn(value);
    const records = redacted(cut.records, redaction);
    const all = [...unreadable, ...problems];
    return { ...cut, ...asked, problems: all, records, cassette: recorder.written(redaction) };
  });
}

/** What one record tells of whom it is, is taken out of the others, too. */
function redacted(records: readonly JsonObject[], redaction: Redaction | undefined): readonly JsonObject[] {
  if (!redaction) return records;
  for (const record of records) redaction.learn(record);
  return records.map((record) => redaction.redact(record));
}

async function cutRecords(
  paths: readonly string[],
  choice: RecordChoice,
  selector: EventSelector,
): Promise<RecordedEvents> {
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
  return { records: found.slice(0, choice.limit), isCut: found.length > choice.limit, problems };
}

function selectorOf(events: readonly string[]): EventSelector {
  if (events.length === 0) return new SubscriptionIndex([[undefined, '*']]);
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
