import { gunzipSync, gzipSync } from 'node:zlib';
import type { EventSelector, JsonObject } from '@fullstop/core';
import {
  type ReadLimits,
  type ReadReport,
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

/** Wants the events with these names. */
export function named(...names: string[]): EventSelector {
  return {
    patterns: names.map((name) => ({ source: undefined, name, namePrefix: undefined })),
    wants: (_source, name) => names.includes(name),
  };
}

/** A body in pieces of some length. */
export async function* bodyOf(bytes: Uint8Array, pieceBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Reads text or bytes to the end. */
export async function reading(
  content: string | Uint8Array,
  options: { selector?: EventSelector; limits?: Partial<ReadLimits>; pieceBytes?: number } = {},
): Promise<Reading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const selected: SelectedRecord[] = [];
  const report = await new StreamingLogReader(options.limits).read(
    bodyOf(bytes, options.pieceBytes),
    options.selector ?? everything,
    async (records) => {
      selected.push(...records);
    },
  );
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
