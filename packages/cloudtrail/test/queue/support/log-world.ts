import { gzipSync } from 'node:zlib';
import {
  defineViolationType,
  type FindingsStore,
  InMemoryFindingsStore,
  type JsonObject,
  type LogFields,
  type Logger,
  type LogObjectId,
  Plugin,
  PluginHost,
  RetryableError,
  type UnitOfWork,
  type ViolationType,
} from '@fullstop/core';
import { type LogObject, ObjectProcessor, StreamingLogReader } from '../../../src/index.js';
import {
  type AnnouncedObject,
  MessageProcessor,
  type MessageProcessorOptions,
  type ObjectSource,
  type QueueListener,
} from '../../../src/queue/index.js';

export const BUCKET = 'trail-logs';

/** Key of a log; `unique` tells it from others. */
export function logKey(unique: string): string {
  return `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/01/111122223333_CloudTrail_eu-west-1_20260101T0005Z_${unique}.json.gz`;
}

/** A log with one `RunInstances` per event id. */
export function aLog(...eventIds: readonly string[]): Buffer {
  return gzipSync(JSON.stringify({ Records: eventIds.map(aRecord) }));
}

function aRecord(eventID: string): JsonObject {
  return {
    eventVersion: '1.11',
    eventID,
    eventTime: '2026-01-01T00:01:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: 'jane' },
  };
}

/** CloudTrail's own notification of these keys. */
export function notice(...keys: readonly string[]): string {
  return JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: keys });
}

/** Objects in memory. What is an error is thrown instead of found. */
export class MemorySource implements ObjectSource {
  readonly contents = new Map<string, Buffer | Error>();
  /** Keys in the order in which they were looked for. */
  readonly found: string[] = [];
  /** Keys in the order in which they were read. */
  readonly opened: string[] = [];
  /** Awaited before the first piece of each object. */
  beforeRead: (key: string) => Promise<void> = async () => {};

  put(key: string, content: Buffer | Error): this {
    this.contents.set(key, content);
    return this;
  }

  async find({ bucket, key }: AnnouncedObject): Promise<LogObject> {
    this.found.push(key);
    const content = this.contents.get(key);
    if (content instanceof Error) throw content;
    if (!content) throw new Error(`The test has no object ${key}.`);
    return { id: { bucket, key, etag: `${content.length}` }, open: () => this.#pieces(key, content) };
  }

  async *#pieces(key: string, content: Buffer): AsyncGenerator<Uint8Array> {
    this.opened.push(key);
    await this.beforeRead(key);
    yield content;
  }
}

/** A store that can be switched off. */
export class SwitchableStore implements FindingsStore {
  readonly inner = new InMemoryFindingsStore();
  isDown = false;

  async registerViolationTypes(types: readonly ViolationType[]): Promise<void> {
    await this.inner.registerViolationTypes(types);
  }

  async isProcessed(object: LogObjectId): Promise<boolean> {
    await this.check();
    return this.inner.isProcessed(object);
  }

  async commit(unit: UnitOfWork) {
    await this.check();
    return this.inner.commit(unit);
  }

  /** What a ping of the database does. */
  async check(): Promise<void> {
    if (this.isDown) throw new RetryableError('DATABASE_UNAVAILABLE', 'The database is not available.');
  }
}

/** Keeps log lines. */
export class Lines implements Logger {
  readonly all: { level: string; fields: LogFields; message: string }[] = [];

  debug = (fields: LogFields, message: string): void => this.#add('debug', fields, message);
  info = (fields: LogFields, message: string): void => this.#add('info', fields, message);
  warn = (fields: LogFields, message: string): void => this.#add('warn', fields, message);
  error = (fields: LogFields, message: string): void => this.#add('error', fields, message);

  of(level: string): { fields: LogFields; message: string }[] {
    return this.all.filter((line) => line.level === level);
  }

  #add(level: string, fields: LogFields, message: string): void {
    this.all.push({ level, fields, message });
  }
}

/** A listener that writes down what it is told, as `deleted <message id>` and the like. */
export class Told implements QueueListener {
  readonly lines: string[] = [];

  onReceived: QueueListener['onReceived'] = ({ id }) => this.#add('received', id);
  onExtended: QueueListener['onExtended'] = ({ id }) => this.#add('extended', id);
  onDeleted: QueueListener['onDeleted'] = ({ id }) => this.#add('deleted', id);
  onRetried: QueueListener['onRetried'] = ({ id }, { code }) => this.#add('retried', id, code);
  onDeadLettered: QueueListener['onDeadLettered'] = ({ id }, { code }) =>
    this.#add('dead-lettered', id, code);
  onKept: QueueListener['onKept'] = ({ id }, { code }) => this.#add('kept', id, code);
  onReleased: QueueListener['onReleased'] = ({ id }) => this.#add('released', id);
  onLost: QueueListener['onLost'] = ({ id }) => this.#add('lost', id);
  onSettleFailed: QueueListener['onSettleFailed'] = ({ id }) => this.#add('settle-failed', id);
  onIgnored: QueueListener['onIgnored'] = ({ id }, reason) => this.#add('ignored', id, reason);
  onSkipped: QueueListener['onSkipped'] = ({ key }, objectClass) => this.#add('skipped', objectClass, key);
  onObjectProcessed: QueueListener['onObjectProcessed'] = ({ key }, { status }) =>
    this.#add('object', status, key);
  onObjectFailed: QueueListener['onObjectFailed'] = ({ key }, { code }) => this.#add('failed', code, key);
  onPollFailed: QueueListener['onPollFailed'] = (_error, consecutive) =>
    this.#add('poll-failed', `${consecutive}`);

  /** How often something was told. */
  count(what: string): number {
    return this.lines.filter((line) => line === what || line.startsWith(`${what} `)).length;
  }

  #add(...words: string[]): void {
    this.lines.push(words.join(' '));
  }
}

const BAD_THING = defineViolationType({
  id: 'BAD_THING',
  title: 'A bad thing',
  helpText: 'Something is bad. Make it good.',
  severity: 2,
  priority: 3,
});

class Finder {
  inspect() {
    return [{ type: 'BAD_THING', instanceId: 'i-1' }];
  }
}
Plugin<string>({
  id: 'finder',
  title: 'Finder',
  summary: 'Finds one bad thing in every event.',
  events: '*',
  emits: { BAD_THING },
})(Finder);

/** Everything behind the queue, in memory, with one plugin that finds one violation in every event. */
export interface LogWorld {
  readonly source: MemorySource;
  readonly store: SwitchableStore;
  readonly lines: Lines;
  readonly told: Told;
  processor(options?: Partial<MessageProcessorOptions>): MessageProcessor;
  /** Event ids of the stored violations. */
  eventIds(): string[];
}

/** A new world. Retries come without delay unless a test says otherwise. */
export async function aLogWorld(): Promise<LogWorld> {
  const [source, store, lines, told] = [new MemorySource(), new SwitchableStore(), new Lines(), new Told()];
  const candidates = [{ pluginClass: Finder, packageName: 'a-package', packageVersion: '1.0.0' }];
  const host = new PluginHost({ candidates });
  await store.registerViolationTypes(host.violationTypes);
  const objects = new ObjectProcessor({ reader: new StreamingLogReader(), host, store });
  return {
    source,
    store,
    lines,
    told,
    processor: (options = {}) =>
      new MessageProcessor({
        source,
        objects,
        redelivery: { firstDelaySeconds: 0 },
        listener: told,
        logger: lines,
        ...options,
      }),
    eventIds: () => store.inner.violations.map(({ eventId }) => eventId),
  };
}
