import {
  type EventSelector,
  isDispatched,
  isJsonObject,
  type JsonValue,
  type RecordKind,
  recordKindOf,
  textAt,
} from '@fullstop/core';
import type { SelectedRecord } from '../../src/index.js';
import { textOf } from './reading.js';

/** What a reader must say about a well-formed log. */
export interface Expected {
  readonly records: number;
  readonly malformedRecords: number;
  readonly kinds: Partial<Record<RecordKind, number>>;
  readonly selected: readonly SelectedRecord[];
}

/** The same by the slow way: unpack all, parse all, then choose. `undefined` when there is no list `Records`. */
export function oracle(body: Buffer, selector: EventSelector): Expected | undefined {
  const document: JsonValue = JSON.parse(textOf(body));
  const elements = isJsonObject(document) ? document.Records : undefined;
  if (!Array.isArray(elements)) return undefined;

  const kinds: Partial<Record<RecordKind, number>> = {};
  const selected: SelectedRecord[] = [];
  for (const [index, record] of elements.entries()) {
    if (!isJsonObject(record)) continue;
    const kind = recordKindOf(textAt(record, 'eventType'), textAt(record, 'eventCategory'));
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    const source = textAt(record, 'eventSource');
    const name = textAt(record, 'eventName');
    if (!source || !name || !isDispatched(kind) || !selector.wants(source, name)) continue;
    selected.push({ index, record });
  }
  const malformedRecords = elements.filter((element) => !isJsonObject(element)).length;
  return { records: elements.length, malformedRecords, kinds, selected };
}
