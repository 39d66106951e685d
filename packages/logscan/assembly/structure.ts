import { endOfElement, UNFINISHED, UNREADABLE } from './element-end';
import { EXTENTS, HITS, MAX_EXTENTS } from './layout';
import { hitCount } from './prefilter';

/*
 * Walks over `{"Records":[{…},{…}]}` from element to element, and notes those that hold a hit. Whatever looks
 * different is not judged here: the walk stops before it.
 */

/** Why {@link walk} came back. */
export const WALK_DONE: i32 = 0;
export const WALK_NEEDS_TEXT: i32 = 1;
export const WALK_EXTENTS_FULL: i32 = 2;
export const WALK_UNUSUAL: i32 = 3;

const AT_START: i32 = 0;
const AT_FIRST_ELEMENT: i32 = 1;
const AT_ELEMENT: i32 = 2;
const AFTER_ELEMENT: i32 = 3;
const AFTER_LIST: i32 = 4;
const AFTER_DOCUMENT: i32 = 5;

const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const OPEN_LIST: u32 = 0x5b;
const CLOSE_LIST: u32 = 0x5d;
const OPEN_OBJECT: u32 = 0x7b;
const CLOSE_OBJECT: u32 = 0x7d;
/** `"Records` and the quote behind it. */
// biome-ignore lint/correctness/noPrecisionLoss: AssemblyScript has 64 bits.
const RECORDS: u64 = 0x7364726f63655222;
const RECORDS_BYTES: u32 = 9;

/** Elements passed so far. */
export let elements: u32 = 0;
/** The byte after the last element that was passed, or the start of the text: where another reader can go on. */
export let resumeAt: u32 = 0;
/** Wanted elements noted since the last {@link clearExtents}. */
export let extentCount: u32 = 0;
/** The first hit that is not passed. */
export let nextHit: u32 = 0;

let state: i32 = AT_START;
let position: u32 = 0;

/** Begins at the start of a text. */
export function startWalk(at: u32): void {
  state = AT_START;
  position = at;
  resumeAt = at;
  elements = 0;
  extentCount = 0;
  nextHit = 0;
}

/** Forgets the noted elements. */
export function clearExtents(): void {
  extentCount = 0;
}

/** Tells that the text was moved down, and that the passed hits are gone. */
export function moveWalk(by: u32): void {
  position -= by;
  resumeAt -= by;
  nextHit = 0;
}

/**
 * Walks on until the last hit is passed, or with `whole` to the end of the document and the text. An element of more than
 * `maxBytes` is unusual.
 * @param final whether no text follows what ends at `end`.
 */
export function walk(end: u32, whole: bool, final: bool, maxBytes: u32): i32 {
  while (whole || nextHit < hitCount) {
    position = skipBlanks(position, end);
    if (position >= end) {
      if (!final) return WALK_NEEDS_TEXT;
      return state === AFTER_DOCUMENT && nextHit === hitCount ? WALK_DONE : WALK_UNUSUAL;
    }
    if (state === AT_START) {
      const at = endOfFrame(position, end);
      if (at === UNFINISHED) return final ? WALK_UNUSUAL : WALK_NEEDS_TEXT;
      if (at === UNREADABLE) return WALK_UNUSUAL;
      position = at;
      state = AT_FIRST_ELEMENT;
      continue;
    }
    const byte: u32 = load<u8>(position);
    if (byte === OPEN_OBJECT && (state === AT_FIRST_ELEMENT || state === AT_ELEMENT)) {
      const stop = passElement(end, final, maxBytes);
      if (stop !== WALK_DONE) return stop;
      continue;
    }
    if (state === AFTER_ELEMENT && byte === COMMA) state = AT_ELEMENT;
    else if (byte === CLOSE_LIST && (state === AFTER_ELEMENT || state === AT_FIRST_ELEMENT))
      state = AFTER_LIST;
    else if (state === AFTER_LIST && byte === CLOSE_OBJECT) state = AFTER_DOCUMENT;
    else return WALK_UNUSUAL;
    position += 1;
  }
  return WALK_DONE;
}

/** Whether the text begins and ends like one document with nothing but a list `Records`. */
export function hasUsualFrame(from: u32, end: u32): bool {
  let last = skipBlanksBack(from, end);
  if (last === from || load<u8>(last - 1) !== CLOSE_OBJECT) return false;
  last = skipBlanksBack(from, last - 1);
  if (last === from || load<u8>(last - 1) !== CLOSE_LIST) return false;
  return endOfFrame(skipBlanks(from, end), last) > UNREADABLE;
}

/** The byte after `{"Records":[`. */
function endOfFrame(from: u32, end: u32): u32 {
  if (from >= end) return UNFINISHED;
  if (load<u8>(from) !== OPEN_OBJECT) return UNREADABLE;
  let at = skipBlanks(from + 1, end);
  if (at + RECORDS_BYTES >= end) return UNFINISHED;
  if (load<u64>(at) !== RECORDS || load<u8>(at + 8) !== QUOTE) return UNREADABLE;
  at = skipBlanks(at + RECORDS_BYTES, end);
  if (at >= end) return UNFINISHED;
  if (load<u8>(at) !== COLON) return UNREADABLE;
  at = skipBlanks(at + 1, end);
  if (at >= end) return UNFINISHED;
  return load<u8>(at) === OPEN_LIST ? at + 1 : UNREADABLE;
}

function passElement(end: u32, final: bool, maxBytes: u32): i32 {
  const from = position;
  if (extentCount === MAX_EXTENTS) return WALK_EXTENTS_FULL;
  const after = endOfElement(from, end);
  if (after === UNREADABLE) return WALK_UNUSUAL;
  if (after === UNFINISHED) return final || end - from > maxBytes ? WALK_UNUSUAL : WALK_NEEDS_TEXT;
  if (after - from > maxBytes) return WALK_UNUSUAL;

  if (nextHit < hitCount && load<u32>(HITS + (nextHit << 2)) < after) {
    const extent = EXTENTS + extentCount * 12;
    store<u32>(extent, from);
    store<u32>(extent, after, 4);
    store<u32>(extent, elements, 8);
    extentCount += 1;
    while (nextHit < hitCount && load<u32>(HITS + (nextHit << 2)) < after) nextHit += 1;
  }
  elements += 1;
  position = after;
  resumeAt = after;
  state = AFTER_ELEMENT;
  return WALK_DONE;
}

function skipBlanks(from: u32, end: u32): u32 {
  let at = from;
  while (at < end && isBlank(load<u8>(at))) at += 1;
  return at;
}

function skipBlanksBack(from: u32, end: u32): u32 {
  let at = end;
  while (at > from && isBlank(load<u8>(at - 1))) at -= 1;
  return at;
}

function isBlank(byte: u32): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
