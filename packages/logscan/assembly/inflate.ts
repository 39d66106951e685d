import * as header from './block-header';
import { END_OF_BLOCK, EXCEPTIONAL, LINK, LINK_SHIFT, LITERAL } from './huffman';
import {
  DISTANCE_ROOT_BITS,
  DISTANCE_TABLE,
  LITERAL_ROOT_BITS,
  LITERAL_TABLE,
  REPEAT_PATTERNS,
  REPEAT_STEPS,
} from './layout';

/*
 * Inflate (RFC 1951). Works from the input that is there into the room that is there, stops between two symbols when
 * either is used up, and goes on from there when it is called again.
 */

/** Why {@link inflate} came back. */
export const INFLATE_DONE: i32 = 0;
export const INFLATE_NEEDS_INPUT: i32 = 1;
export const INFLATE_NEEDS_ROOM: i32 = 2;
export const INFLATE_INVALID: i32 = 3;

/** What comes next in the input. */
const AT_HEADER: i32 = 0;
const IN_STORED: i32 = 1;
const IN_CODES: i32 = 2;
const AT_END: i32 = 3;
const INVALID: i32 = 4;

const LITERAL_MASK: u32 = (1 << LITERAL_ROOT_BITS) - 1;
const DISTANCE_MASK: u32 = (1 << DISTANCE_ROOT_BITS) - 1;
// One round of the fast loop takes three refills, each of which looks at 8 bytes and moves on by 7 at most.
const FAST_INPUT_BYTES: u32 = 32;
const ROUND_INPUT_BYTES: u32 = 16;
const ROUND_TEXT_BYTES: u32 = 264;

/** The next byte of input, and its end. */
let input: u32 = 0;
let inputEnd: u32 = 0;
/** The next byte of text. */
let output: u32 = 0;
/** Where text that a distance may reach back to begins. */
let history: u32 = 0;
/** Bits taken from the input and not used, fewer than 8 between two calls. */
let bits: u64 = 0;
let bitCount: u32 = 0;
let state: i32 = AT_HEADER;
let storedLeft: u32 = 0;

/** Begins with the first block of a deflate stream whose text goes to `out`. */
export function startInflate(out: u32): void {
  output = out;
  history = out;
  bits = 0;
  bitCount = 0;
  state = AT_HEADER;
}

/** Tells that all of the text was moved down by so many bytes; distances do not reach further than `first`. */
export function moveInflated(by: u32, first: u32): void {
  output -= by;
  history = history < by + first ? first : history - by;
}

/** The byte after the text. */
export function inflatedEnd(): u32 {
  return output;
}

/** The first byte of input that is not used. */
export function inputPosition(): u32 {
  return input;
}

/**
 * Unpacks until the stream ends, input or room is short. Room counts as used up at `limit`; up to 300 bytes behind it
 * may be written and count, and 64 more may be overwritten.
 */
export function inflate(from: u32, end: u32, limit: u32): i32 {
  input = from;
  inputEnd = end;
  while (true) {
    if (state === AT_HEADER) {
      const read = header.readBlockHeader(input, inputEnd, bits, bitCount);
      if (read === header.HEADER_CUT) return INFLATE_NEEDS_INPUT;
      if (read === header.HEADER_INVALID) return INFLATE_INVALID;
      input = header.position;
      bits = header.bits;
      bitCount = header.bitCount;
      giveBytesBack();
      storedLeft = header.storedBytes;
      state = header.blockType === header.STORED ? IN_STORED : IN_CODES;
    }
    if (state === IN_STORED) {
      const stop = copyStored(limit);
      if (stop !== INFLATE_DONE) return stop;
    } else if (state === IN_CODES) {
      decodeFast(limit);
      if (state === IN_CODES) {
        const stop = decodeCarefully(limit);
        if (stop !== INFLATE_DONE) return stop;
      }
    }
    if (state === AT_END) return finish();
    if (state === INVALID) return INFLATE_INVALID;
  }
}

function finish(): i32 {
  // What is left of the last byte is padding.
  giveBytesBack();
  bits = 0;
  bitCount = 0;
  return INFLATE_DONE;
}

function endBlock(): void {
  state = header.isLastBlock ? AT_END : AT_HEADER;
}

function copyStored(limit: u32): i32 {
  giveBytesBack();
  const room = limit > output ? limit - output : 0;
  const count = min(min(storedLeft, room), inputEnd - input);
  memory.copy(output, input, count);
  output += count;
  input += count;
  storedLeft -= count;
  if (storedLeft === 0) {
    endBlock();
    return INFLATE_DONE;
  }
  return output >= limit ? INFLATE_NEEDS_ROOM : INFLATE_NEEDS_INPUT;
}

/** Whole bytes among the unused bits go back to the input; the rest stays, and nothing above it. */
function giveBytesBack(): void {
  input -= bitCount >> 3;
  bitCount &= 7;
  bits &= ((<u64>1) << bitCount) - 1;
}

/** Decodes while there is no need to look at the ends of input and room at every symbol. */
function decodeFast(limit: u32): void {
  if (inputEnd < input + FAST_INPUT_BYTES) return;
  const inputSafe = inputEnd - FAST_INPUT_BYTES;
  const first = history;
  let at = input;
  let out = output;
  // Two bits further up than elsewhere, so that a mask gives the place of a 4-byte entry. Below are bits that were used.
  let held = bits << 2;
  // Of the count only the lowest 6 bits mean something: shifts look at no others.
  let count = bitCount + 2;

  held |= load<u64>(at) << (<u64>count);
  at += ((count ^ 63) & 63) >> 3;
  count |= 56;
  let entry = literalEntry(held);
  while (at <= inputSafe && out < limit && state === IN_CODES) {
    // Fewer values that live through the loop: what is counted here needs no look at the two ends.
    let rounds = min((inputSafe - at) / ROUND_INPUT_BYTES, (limit - out) / ROUND_TEXT_BYTES) + 1;
    do {
      // After each refill there are bits for three look-ups of literals, or for two and a length.
      if (<i32>entry < 0) {
        store<u16>(out, <u16>(entry >> 8));
        out += (entry >> 24) & 3;
        held >>= <u64>entry;
        count -= entry;
        entry = literalEntry(held);
        if (<i32>entry < 0) {
          store<u16>(out, <u16>(entry >> 8));
          out += (entry >> 24) & 3;
          held >>= <u64>entry;
          count -= entry;
          entry = literalEntry(held);
          if (<i32>entry < 0) {
            store<u16>(out, <u16>(entry >> 8));
            out += (entry >> 24) & 3;
            held >>= <u64>entry;
            count -= entry;
            held |= load<u64>(at) << (<u64>count);
            at += ((count ^ 63) & 63) >> 3;
            count |= 56;
            entry = literalEntry(held);
            continue;
          }
        }
      }
      // At most 20 of 54 bits are gone; a length takes 20.
      if (entry & EXCEPTIONAL) {
        if (entry & LINK) {
          entry = followed(LITERAL_TABLE, LITERAL_ROOT_BITS, entry, held >> 2);
          if (<i32>entry < 0) {
            store<u8>(out, <u8>(entry >> 8));
            out += 1;
            held >>= <u64>entry;
            count -= entry;
            held |= load<u64>(at) << (<u64>count);
            at += ((count ^ 63) & 63) >> 3;
            count |= 56;
            entry = literalEntry(held);
            continue;
          }
        }
        if (entry & EXCEPTIONAL) {
          if (entry & END_OF_BLOCK) {
            held >>= <u64>entry;
            count -= entry;
            endBlock();
          } else state = INVALID;
          break;
        }
      }
      const length = amountOf(entry, held);
      held >>= <u64>entry;
      count -= entry;

      held |= load<u64>(at) << (<u64>count);
      at += ((count ^ 63) & 63) >> 3;
      count |= 56;
      entry = load<u32>(<u32>held & (DISTANCE_MASK << 2), DISTANCE_TABLE);
      if (entry & EXCEPTIONAL) {
        if (entry & LINK) entry = followed(DISTANCE_TABLE, DISTANCE_ROOT_BITS, entry, held >> 2);
        if (entry & EXCEPTIONAL) {
          state = INVALID;
          break;
        }
      }
      const distance = amountOf(entry, held);
      if (distance > out - first) {
        state = INVALID;
        break;
      }
      held >>= <u64>entry;
      count -= entry;
      // Before the copy, which does not need to wait for it nor the other way round.
      held |= load<u64>(at) << (<u64>count);
      at += ((count ^ 63) & 63) >> 3;
      count |= 56;
      entry = literalEntry(held);
      out = copyMatch(out, distance, length);
    } while (--rounds > 0);
  }

  input = at;
  output = out;
  bits = held >> 2;
  bitCount = (count & 63) - 2;
  giveBytesBack();
}

function literalEntry(held: u64): u32 {
  return load<u32>(<u32>held & (LITERAL_MASK << 2), LITERAL_TABLE);
}

/** Base and extra bits of a length or distance, from bits that stand two places up. */
function amountOf(entry: u32, held: u64): u32 {
  return (entry >> 13) + ((<u32>held & (((<u32>4) << entry) - 1)) >> (entry >> 8));
}

function followed(table: u32, rootBits: u32, link: u32, held: u64): u32 {
  const mask = ((<u32>1) << ((link >> 8) & 15)) - 1;
  const place = ((link >> LINK_SHIFT) & 0x7fff) + ((<u32>held >> rootBits) & mask);
  return load<u32>(table + (place << 2));
}

/**
 * Repeats text; writes up to 63 bytes more than the length. Half of all repetitions are longer than 32 bytes: four copies
 * without a branch are cheaper than a loop that nobody can predict. @returns the byte after it.
 */
function copyMatch(out: u32, distance: u32, length: u32): u32 {
  const end = out + length;
  let from = out - distance;
  if (distance >= 16) {
    v128.store(out, v128.load(from));
    v128.store(out, v128.load(from, 16), 16);
    v128.store(out, v128.load(from, 32), 32);
    v128.store(out, v128.load(from, 48), 48);
    if (length > 64) {
      out += 64;
      from += 64;
      do {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        out += 32;
        from += 32;
      } while (out < end);
    }
    return end;
  }
  const pattern = v128.swizzle(v128.load(from), v128.load(REPEAT_PATTERNS + (distance << 4)));
  const step: u32 = load<u8>(distance, REPEAT_STEPS);
  do {
    v128.store(out, pattern);
    out += step;
  } while (out < end);
  return end;
}

/** Decodes symbol by symbol near the ends of input and room. */
function decodeCarefully(limit: u32): i32 {
  let stop = INFLATE_DONE;
  while (state === IN_CODES && stop === INFLATE_DONE) {
    stop = output >= limit ? INFLATE_NEEDS_ROOM : decodeSymbol();
  }
  giveBytesBack();
  return stop;
}

/** Takes nothing from the input when the symbol is not all there. */
function decodeSymbol(): i32 {
  while (bitCount <= 56 && input < inputEnd) {
    bits |= (<u64>load<u8>(input)) << bitCount;
    input += 1;
    bitCount += 8;
  }
  let entry = load<u32>(LITERAL_TABLE + ((<u32>bits & LITERAL_MASK) << 2));
  if (entry & EXCEPTIONAL && entry & LINK) entry = followed(LITERAL_TABLE, LITERAL_ROOT_BITS, entry, bits);
  const used = entry & 63;
  if (used > bitCount) return INFLATE_NEEDS_INPUT;
  if (entry & LITERAL) {
    store<u16>(output, <u16>(entry >> 8));
    output += (entry >> 24) & 3;
    bits >>= used;
    bitCount -= used;
    return INFLATE_DONE;
  }
  if (entry & EXCEPTIONAL) {
    if (!(entry & END_OF_BLOCK)) return INFLATE_INVALID;
    bits >>= used;
    bitCount -= used;
    endBlock();
    return INFLATE_DONE;
  }
  const length = amountOf(entry, bits << 2);
  const rest = bits >> used;
  entry = load<u32>(DISTANCE_TABLE + ((<u32>rest & DISTANCE_MASK) << 2));
  if (entry & EXCEPTIONAL && entry & LINK) entry = followed(DISTANCE_TABLE, DISTANCE_ROOT_BITS, entry, rest);
  const all = used + (entry & 63);
  if (all > bitCount) return INFLATE_NEEDS_INPUT;
  if (entry & EXCEPTIONAL) return INFLATE_INVALID;
  const distance = amountOf(entry, rest << 2);
  if (distance > output - history) return INFLATE_INVALID;
  bits >>= all;
  bitCount -= all;
  // Byte by byte: it may overlap itself.
  for (const end = output + length; output < end; output += 1) store<u8>(output, load<u8>(output - distance));
  return INFLATE_DONE;
}
