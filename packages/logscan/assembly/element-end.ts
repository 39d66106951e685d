/*
 * Finds the end of a JSON object, 64 bytes at a time, as bit masks: one bit per byte. Brackets count by number and not by
 * kind; whether the object is valid is for JSON.parse to say.
 */

import { vectorOf } from './vectors';

/** The object goes on behind the end. */
export const UNFINISHED: u32 = 0;
/** A backslash outside of a string: no JSON, and strings cannot be told any more. */
export const UNREADABLE: u32 = 1;

const BLOCK_BYTES: u32 = 64;
// biome-ignore lint/correctness/noPrecisionLoss: AssemblyScript has 64 bits.
const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;

/** The byte after the object that begins at `from`, or {@link UNFINISHED} or {@link UNREADABLE}. Reads up to 64 bytes more. */
export function endOfElement(from: u32, end: u32): u32 {
  const quoteByte = vectorOf(0x22);
  const backslashByte = vectorOf(0x5c);
  const caseBit = vectorOf(0x20);
  const openByte = vectorOf(0x7b);
  const closeByte = vectorOf(0x7d);
  let depth: u32 = 1;
  // All ones while a string goes on from block to block.
  let inString: u64 = 0;
  // Whether the first byte of a block is escaped by the last one of the block before.
  let escapedFirst: u64 = 0;

  for (let at = from + 1; at < end; at += BLOCK_BYTES) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes = bitsOf(
      i8x16.eq(a, quoteByte),
      i8x16.eq(b, quoteByte),
      i8x16.eq(c, quoteByte),
      i8x16.eq(d, quoteByte),
    );
    const slashesA = i8x16.eq(a, backslashByte);
    const slashesB = i8x16.eq(b, backslashByte);
    const slashesC = i8x16.eq(c, backslashByte);
    const slashesD = i8x16.eq(d, backslashByte);
    const slashes = v128.or(v128.or(slashesA, slashesB), v128.or(slashesC, slashesD));
    let backslashes: u64 = 0;
    // Most blocks have none.
    if (escapedFirst | <u64>v128.any_true(slashes)) {
      backslashes = bitsOf(slashesA, slashesB, slashesC, slashesD);
      // The byte after an odd run of backslashes is escaped. Of every run that begins at an odd place the subtraction
      // changes the bits that even places have, and the other way round: what is left tells which places do escape.
      const starts = backslashes & ~escapedFirst;
      const ends = (((starts << 1) | ODD_BITS) - starts) ^ ODD_BITS;
      quotes &= ~(ends ^ (backslashes | escapedFirst));
      escapedFirst = (ends & backslashes) >> 63;
    }
    let strings = quotes ^ (quotes << 1);
    strings ^= strings << 2;
    strings ^= strings << 4;
    strings ^= strings << 8;
    strings ^= strings << 16;
    strings ^= strings << 32;
    strings ^= inString;
    inString = <u64>(<i64>strings >> 63);

    const bracketsA = v128.or(a, caseBit);
    const bracketsB = v128.or(b, caseBit);
    const bracketsC = v128.or(c, caseBit);
    const bracketsD = v128.or(d, caseBit);
    let opening = bitsOf(
      i8x16.eq(bracketsA, openByte),
      i8x16.eq(bracketsB, openByte),
      i8x16.eq(bracketsC, openByte),
      i8x16.eq(bracketsD, openByte),
    );
    let closing = bitsOf(
      i8x16.eq(bracketsA, closeByte),
      i8x16.eq(bracketsB, closeByte),
      i8x16.eq(bracketsC, closeByte),
      i8x16.eq(bracketsD, closeByte),
    );
    let readable = ~strings;
    const unreadable = backslashes & readable;
    // Strings cannot be told any more behind a backslash that is in none.
    if (unreadable) readable &= (unreadable & -unreadable) - 1;
    opening &= readable;
    closing &= readable;
    if (<u32>popcnt(closing) >= depth) {
      const close = closeAt(opening, closing, depth);
      if (close < BLOCK_BYTES) return at + close < end ? at + close + 1 : UNFINISHED;
    }
    if (unreadable) return at + <u32>ctz(unreadable) < end ? UNREADABLE : UNFINISHED;
    depth += <u32>popcnt(opening) - <u32>popcnt(closing);
  }
  return UNFINISHED;
}

/** The place of the bracket that closes the last of `depth` levels; 64 when there is none. */
function closeAt(opening: u64, closing: u64, depth: u32): u32 {
  let closed: u32 = 0;
  for (let left = closing; left !== 0; left &= left - 1) {
    closed += 1;
    const opened = <u32>popcnt(opening & ((left & -left) - 1));
    if (depth + opened === closed) return <u32>ctz(left);
  }
  return BLOCK_BYTES;
}

function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16)) |
    ((<u64>(<u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16))) << 32)
  );
}
