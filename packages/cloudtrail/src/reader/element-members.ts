import {
  BACKSLASH,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  endOfNested,
  endOfValue,
  QUOTE,
  skipWhiteSpace,
} from './json-bytes.js';

const SOURCE_NAME = Buffer.from('eventSource');
const EVENT_NAME = Buffer.from('eventName');
const TYPE_NAME = Buffer.from('eventType');
const CATEGORY_NAME = Buffer.from('eventCategory');

/** The members that decide whether an element is wanted, as numbers for {@link ElementMembers}. */
export const SOURCE = 0;
export const NAME = 1;
export const TYPE = 2;
export const CATEGORY = 3;

const NONE = -1;
const UNFINISHED = -1;
const STUCK = -2;

/**
 * Where the deciding members of one element are. Found in one pass over its bytes that allocates nothing; of members that
 * repeat, the last one counts, as it does for `JSON.parse`.
 */
export class ElementMembers {
  /** Whether the pass met something that only parsing can judge: an escape in a name, or bytes that are not valid JSON. */
  irregular = false;
  /** By member: the first byte of its value, quote included; -1 when the element has no such member. */
  readonly starts = new Int32Array(4);
  /** By member: the byte after its value. */
  readonly ends = new Int32Array(4);
  #stuckAt = 0;

  /** Looks through the object that begins at `start`; returns the byte after it, -1 when it goes on after `end`. */
  scan(bytes: Uint8Array, start: number, end: number): number {
    this.irregular = false;
    this.starts.fill(NONE);
    let at = skipWhiteSpace(bytes, start + 1, end);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      at = this.#scanMember(bytes, at, end);
      if (at === UNFINISHED) return UNFINISHED;
      if (at === STUCK) return endOfNested(bytes, this.#stuckAt, end, 1);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      at = skipWhiteSpace(bytes, at + 1, end);
    }
  }

  /** Steps over one member; returns the comma or brace after it, or one of the two reasons why there is none. */
  #scanMember(bytes: Uint8Array, from: number, end: number): number {
    if (from === end) return UNFINISHED;
    if (bytes[from] !== QUOTE) return this.#stuck(from);
    const nameEnd = this.#endOfName(bytes, from + 1, end);
    if (nameEnd < 0) return UNFINISHED;

    const colon = skipWhiteSpace(bytes, nameEnd + 1, end);
    if (colon === end) return UNFINISHED;
    if (bytes[colon] !== COLON) return this.#stuck(colon);
    const valueStart = skipWhiteSpace(bytes, colon + 1, end);
    if (valueStart === end) return UNFINISHED;
    const valueEnd = endOfValue(bytes, valueStart, end);
    if (valueEnd < 0) return UNFINISHED;
    if (valueEnd === valueStart) return this.#stuck(valueStart);

    const member = memberOf(bytes, from + 1, nameEnd);
    if (member !== NONE) {
      this.starts[member] = valueStart;
      this.ends[member] = valueEnd;
    }
    const next = skipWhiteSpace(bytes, valueEnd, end);
    if (next === end) return UNFINISHED;
    return bytes[next] === COMMA || bytes[next] === CLOSE_OBJECT ? next : this.#stuck(next);
  }

  #endOfName(bytes: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) {
        this.irregular = true;
        at += 1;
      }
    }
    return UNFINISHED;
  }

  #stuck(at: number): number {
    this.irregular = true;
    this.#stuckAt = at;
    return STUCK;
  }
}

function memberOf(bytes: Uint8Array, start: number, end: number): number {
  // Three lengths leave few of a record's names to compare.
  switch (end - start) {
    case EVENT_NAME.length:
      if (begins(bytes, start, EVENT_NAME)) return NAME;
      return begins(bytes, start, TYPE_NAME) ? TYPE : NONE;
    case SOURCE_NAME.length:
      return begins(bytes, start, SOURCE_NAME) ? SOURCE : NONE;
    case CATEGORY_NAME.length:
      return begins(bytes, start, CATEGORY_NAME) ? CATEGORY : NONE;
    default:
      return NONE;
  }
}

function begins(bytes: Uint8Array, start: number, name: Uint8Array): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (bytes[start + at] !== name[at]) return false;
  }
  return true;
}
