import { gunzipSync, gzipSync } from 'node:zlib';
import type { EventSelector, JsonObject } from '@fullstop/core';
import {
  type LogReader,
  type ReadLimits,
  type ReadReport,
  ScanningLogReader,
  type SelectedRecord,
  StreamingLogReader,
} from '../../src/index.js';

/** What a reader said and handed over. */
export interface Reading {
  readonly report: ReadReport;
  readonly selected: readonly SelectedRecord[];
}

/** Wants everything that has a source and a name. */
export const everything: EventSelector = {
  patterns: [{ source: undefined, name: undefined, namePrefix: undefined }],
  wants: () => true,
};

/** Wants everything whose name begins with a letter, which a reader can look for. */
export const everyName: EventSelector = {
  patterns: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'].map((namePrefix) => ({
    source: undefined,
    name: undefined,
    namePrefix,
  })),
  wants: () => true,
};

/** Wants the events with these names. */
export function named(...names: string[]): EventSelector {
  return {
    patterns: names.map((name) => ({ source: undefined, name, namePrefix: undefined })),
    wants: (_source, name) => names.includes(name),
  };
}

/** Wants the events whose names begin like this. */
export function beginningWith(...prefixes: string[]): EventSelector {
  return {
    patterns: prefixes.map((namePrefix) => ({ source: undefined, name: undefined, namePrefix })),
    wants: (_source, name) => prefixes.some((prefix) => name.startsWith(prefix)),
  };
}

/** A body in pieces of some length. */
export async function* bodyOf(bytes: Uint8Array, pieceBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** One of our readers, and what its tests need to know about it. */
export interface ReaderKit {
  create(limits?: Partial<ReadLimits>): LogReader;
  /** Whether it looks at every record's kind. */
  readonly knowsKinds: boolean;
  /** A text as this reader likes it best. */
  bodyOf(text: string | Uint8Array): Buffer;
}

/** Both readers; what is true for one of them is true for the other. */
export const READERS: readonly (readonly [string, ReaderKit])[] = [
  [
    'streaming',
    {
      create: (limits) => new StreamingLogReader(limits),
      knowsKinds: true,
      bodyOf: (text) => Buffer.from(text),
    },
  ],
  [
    'scanning',
    {
      create: (limits) => new ScanningLogReader(limits),
      knowsKinds: false,
      bodyOf: (text) => gzipSync(text),
    },
  ],
];

/** How to read. The selector is {@link everyName} unless another is given. */
export interface ReadingOptions {
  readonly selector?: EventSelector;
  readonly limits?: Partial<ReadLimits>;
  readonly pieceBytes?: number;
}

/** Reads a text, packed if the reader likes that, or bytes as they are. */
export function readingWith({ create, bodyOf: bodyOfText }: ReaderKit) {
  return (content: string | Uint8Array, options: ReadingOptions = {}): Promise<Reading> => {
    const bytes = typeof content === 'string' ? bodyOfText(content) : content;
    return readAll(create(options.limits), bytes, options);
  };
}

/** Reads bytes to the end. */
export async function readAll(
  reader: LogReader,
  bytes: Uint8Array,
  { selector = everyName, pieceBytes }: ReadingOptions = {},
): Promise<Reading> {
  const selected: SelectedRecord[] = [];
  const report = await reader.read(bodyOf(bytes, pieceBytes), selector, async (records) => {
    selected.push(...records);
  });
  return { report, selected };
}

/** Codes of what is wrong. */
export function codesOf({ report }: Reading): string[] {
  return report.problems.map(({ code }) => code);
}

/** A record of an API call with a number to tell it from others. */
export function call(eventName: string, members: JsonObject = {}): JsonObject {
  return { eventSource: 'ec2.amazonaws.com', eventName, eventType: 'AwsApiCall', ...members };
}

/** The text of a log with these elements. */
export function logOf(...elements: unknown[]): string {
  return JSON.stringify({ Records: elements });
}

/** A log with these elements as CloudTrail stores it. */
export function packed(...elements: unknown[]): Buffer {
  return gzipSync(logOf(...elements));
}

/** The text of a body by content, a byte order mark left out. */
export function textOf(body: Buffer): string {
  const bytes = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  return bytes.toString().replace(/^\ufeff/, '');
}
