import {
  type EventSelector,
  isDispatched,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RecordKind,
  recordKindOf,
  textAt,
} from '@fullstop/core';
import { ByteTexts } from './byte-texts.js';
import { CATEGORY, type ElementMembers, NAME, SOURCE, TYPE } from './element-members.js';
import { QUOTE } from './json-bytes.js';
import type { MalformedRecord, SelectedRecord } from './log-reader.js';

const MAX_EXAMPLES = 20;
const SPACE = 0x20;

/** A value that must be parsed to know its text. */
const UNREADABLE = Symbol('unreadable');
type Reading = string | undefined | typeof UNREADABLE;

/** Decides element by element who is wanted, and counts all of them. */
export class RecordSelection {
  records = 0;
  /** Those of them that nobody looked at. */
  skipped = 0;
  malformedRecords = 0;
  readonly malformedExamples: MalformedRecord[] = [];
  readonly kinds: Record<RecordKind, number> = {
    'api-call': 0,
    'service-event': 0,
    console: 0,
    other: 0,
    insight: 0,
    'network-activity': 0,
    aggregated: 0,
  };
  readonly #selector: EventSelector;
  /** Made when it is needed: a scan does without. */
  #texts: ByteTexts | undefined;

  constructor(selector: EventSelector) {
    this.#selector = selector;
  }

  /** Counts elements unseen, so that the next one has this index. */
  skipTo(index: number): void {
    this.skipped += index - this.records;
    this.records = index;
  }

  /** Counts an element that cannot be read. */
  refuse(reason: string): void {
    const index = this.records;
    this.records += 1;
    this.malformedRecords += 1;
    if (this.malformedExamples.length < MAX_EXAMPLES) this.malformedExamples.push({ index, reason });
  }

  /** Counts the object at `start` to `end`, and parses it if it is wanted. */
  take(bytes: Buffer, start: number, end: number, members: ElementMembers): SelectedRecord | undefined {
    if (members.irregular) return this.takeParsed(bytes, start, end);
    const type = this.#read(bytes, members, TYPE);
    const category = this.#read(bytes, members, CATEGORY);
    const source = this.#read(bytes, members, SOURCE);
    const name = this.#read(bytes, members, NAME);
    if (type === UNREADABLE || category === UNREADABLE || source === UNREADABLE || name === UNREADABLE) {
      return this.takeParsed(bytes, start, end);
    }
    const kind = recordKindOf(type, category);
    if (this.#wants(kind, source, name)) return this.takeParsed(bytes, start, end);
    this.#count(kind);
    return undefined;
  }

  /** Counts the element at `start` to `end`, which is parsed to see whether it is wanted. */
  takeParsed(bytes: Buffer, start = 0, end = bytes.length): SelectedRecord | undefined {
    const record = this.#parse(bytes.toString('utf8', start, end));
    if (!record) return undefined;
    const kind = recordKindOf(textAt(record, 'eventType'), textAt(record, 'eventCategory'));
    const index = this.#count(kind);
    const wanted = this.#wants(kind, textAt(record, 'eventSource'), textAt(record, 'eventName'));
    return wanted ? { index, record } : undefined;
  }

  #parse(text: string): JsonObject | undefined {
    try {
      const value: JsonValue = JSON.parse(text);
      if (isJsonObject(value)) return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    // The error's message quotes the record, which may hold what must not be logged.
    this.refuse('the element is not valid JSON');
    return undefined;
  }

  /** Without both names nobody can have subscribed to it, not even with `*`. */
  #wants(kind: RecordKind, source: string | undefined, name: string | undefined): boolean {
    if (source === undefined || name === undefined || !isDispatched(kind)) return false;
    return this.#selector.wants(source, name);
  }

  #count(kind: RecordKind): number {
    this.kinds[kind] += 1;
    this.records += 1;
    return this.records - 1;
  }

  /** What `textAt` would say of the member. */
  #read(bytes: Buffer, members: ElementMembers, member: number): Reading {
    const start = members.starts[member]!;
    if (start < 0 || bytes[start] !== QUOTE) return undefined;
    const first = start + 1;
    const end = members.ends[member]! - 1;
    if (first === end) return undefined;
    if (bytes[first] === SPACE || bytes[end - 1] === SPACE) return UNREADABLE;
    this.#texts ??= new ByteTexts();
    return this.#texts.find(bytes, first, end) ?? UNREADABLE;
  }
}
