import { HITS, MAX_HITS } from './layout';
import { isUnwanted, mayBeWanted } from './names';
import { vectorOf } from './vectors';

/*
 * Finds the places that can make an element wanted: `"eventName"`, a colon, and a wanted name behind it. Knows nothing of
 * strings and nesting and may say too much, but never too little: an escape that can spell a letter of a key otherwise
 * (\u0040 to \u007f) counts, and so does every value that it cannot read.
 */

const QUOTE: u32 = 0x22;
const COLON: u32 = 0x3a;
const BACKSLASH: u32 = 0x5c;
/** `4`; `5`, `6` and `7` differ from it in the two lowest bits. */
const FOUR: u32 = 0x34;
/** Place of the `v` in the key. */
const LETTER_PLACE: u32 = 2;
// More white space than anybody writes counts as a hit: the look ahead has an end.
const MOST_BLANKS: u32 = 64;
/** What {@link prefilter} may look at behind a place: key, blanks, colon, blanks, value. */
export const LOOK_AHEAD_BYTES: u32 = 512;

/** `"eventNa` and `ame"`. */
// biome-ignore lint/correctness/noPrecisionLoss: AssemblyScript has 64 bits.
const KEY_START: u64 = 0x614e746e65766522;
const KEY_END: u32 = 0x22656d61;
/** `\u00`. */
const ESCAPE_START: u32 = 0x3030755c;

/** Places found and not forgotten; more than {@link MAX_HITS} when there was no room for the last ones. */
export let hitCount: u32 = 0;
/** Bytes of the longest wanted name, its closing quote included. */
let longestName: u32 = 0;

/** Forgets all places. */
export function clearHits(): void {
  hitCount = 0;
}

/** Tells the longest name. */
export function setLongestName(bytes: u32): void {
  longestName = bytes;
}

/** Tells that the text was moved down. */
export function moveHits(first: u32, by: u32): void {
  let kept: u32 = 0;
  for (let at = first; at < hitCount; at += 1) {
    store<u32>(HITS + (kept << 2), load<u32>(HITS + (at << 2)) - by);
    kept += 1;
  }
  hitCount = kept;
}

/**
 * Looks at every place from `from` to `end`; behind that there must be {@link LOOK_AHEAD_BYTES}, of text or anything.
 * A place is that of the `v` in the key, or that of a backslash.
 */
export function prefilter(from: u32, end: u32): void {
  const letter = vectorOf(0x76);
  const nextLetter = vectorOf(0x4e);
  const backslash = vectorOf(BACKSLASH);
  for (let at = from; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    // A `v` with an `N` four places on.
    const keysA = v128.and(i8x16.eq(a, letter), i8x16.eq(v128.load(at, 4), nextLetter));
    const keysB = v128.and(i8x16.eq(b, letter), i8x16.eq(v128.load(at, 20), nextLetter));
    const keysC = v128.and(i8x16.eq(c, letter), i8x16.eq(v128.load(at, 36), nextLetter));
    const keysD = v128.and(i8x16.eq(d, letter), i8x16.eq(v128.load(at, 52), nextLetter));
    const keys = v128.or(v128.or(keysA, keysB), v128.or(keysC, keysD));
    const backslashes = v128.or(
      v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)),
      v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash)),
    );
    // Most text has neither; only then is it worth while to look where they are.
    if (v128.any_true(v128.or(keys, backslashes))) addHits(at, end);
  }
}

function addHits(from: u32, end: u32): void {
  for (let at = from; at < from + 64; at += 16) {
    for (let mask = candidates(at); mask !== 0; mask &= mask - 1) {
      const place = at + ctz<u32>(mask);
      if (place < end && isHit(place)) addHit(place);
    }
  }
}

/** Of 16 places those with a key, or a backslash and a `u`; one bit each. */
function candidates(at: u32): u32 {
  const bytes = v128.load(at);
  const keys = v128.and(i8x16.eq(bytes, i8x16.splat(0x76)), i8x16.eq(v128.load(at, 4), i8x16.splat(0x4e)));
  const escapes = v128.and(
    i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)),
    i8x16.eq(v128.load(at, 1), i8x16.splat(0x75)),
  );
  return i8x16.bitmask(v128.or(keys, escapes));
}

function isHit(place: u32): bool {
  if (load<u8>(place) === BACKSLASH)
    return load<u32>(place) === ESCAPE_START && (load<u8>(place, 4) & 0xfc) === FOUR;
  const key = place - LETTER_PLACE;
  if (load<u64>(key) !== KEY_START || load<u32>(key, 7) !== KEY_END) return false;
  let at = skipBlanks(key + 11);
  if (load<u8>(at) !== COLON) return true;
  at = skipBlanks(at + 1);
  const byte: u32 = load<u8>(at);
  if (byte !== QUOTE) return !startsOtherValue(byte);
  return !isUnwanted(at + 1) && mayBeWanted(at + 1, longestName);
}

/** `{`, `[`, or what a number, true, false or null begin with: none of them is a name. */
function startsOtherValue(byte: u32): bool {
  if ((byte | 0x20) === 0x7b || byte === 0x2d) return true;
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

/** The first byte that is no white space, or the last one that is looked at. */
function skipBlanks(from: u32): u32 {
  let at = from;
  while (at < from + MOST_BLANKS && isBlank(load<u8>(at))) at += 1;
  return at;
}

function isBlank(byte: u32): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function addHit(place: u32): void {
  if (hitCount < MAX_HITS) store<u32>(HITS + (hitCount << 2), place);
  hitCount += 1;
}
