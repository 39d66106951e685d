import { gunzipSync } from 'node:zlib';
import type { LogReader, ReadReport, SelectedRecord } from '@fullstop/cloudtrail';
import {
  type EventSelector,
  isDispatched,
  isJsonObject,
  type JsonValue,
  recordKindOf,
  textAt,
} from '@fullstop/core';
import type { Random } from '../../sample-world/random.js';
import { inPieces } from './packing.js';

/** What a reader said and handed over. */
export interface Reading {
  readonly report: ReadReport;
  readonly selected: readonly SelectedRecord[];
}

/** What a reader must say about a regular log. */
export interface Expected {
  readonly records: number;
  readonly malformedRecords: number;
  readonly selected: readonly SelectedRecord[];
}

/** Reads a body to the end. */
export async function readingOf(
  reader: LogReader,
  body: Buffer,
  selector: EventSelector,
  random: Random,
): Promise<Reading> {
  const selected: SelectedRecord[] = [];
  const report = await reader.read(inPieces(random, body), selector, async (records) => {
    selected.push(...records);
  });
  return { report, selected };
}

/** The text of a body according to zlib; `undefined` when it refuses. */
export function unpacked(body: Buffer): Buffer | undefined {
  try {
    return gunzipSync(body);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) return undefined;
    throw error;
  }
}

/** What `JSON.parse` finds in a text; `undefined` when that is no log. */
export function expectedOf(text: Buffer, selector: EventSelector): Expected | undefined {
  const document = parsed(text.toString().replace(/^\ufeff/, ''));
  const elements = isJsonObject(document) ? document.Records : undefined;
  if (!Array.isArray(elements)) return undefined;
  const selected = elements.flatMap((record, index) =>
    isJsonObject(record) && isWanted(record, selector) ? [{ index, record }] : [],
  );
  const malformedRecords = elements.filter((element) => !isJsonObject(element)).length;
  return { records: elements.length, malformedRecords, selected };
}

function isWanted(record: JsonValue, selector: EventSelector): boolean {
  const source = textAt(record, 'eventSource');
  const name = textAt(record, 'eventName');
  const kind = recordKindOf(textAt(record, 'eventType'), textAt(record, 'eventCategory'));
  return source !== undefined && name !== undefined && isDispatched(kind) && selector.wants(source, name);
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
