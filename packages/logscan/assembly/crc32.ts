import { CRC_RING, CRC_RING_VECTORS, CRC_TABLES } from './layout';

/*
 * The checksum of gzip (CRC-32), mostly without tables. A text is a polynomial, its checksum the remainder by P. Counted
 * in steps of 16 bytes, y = x^128,
 *
 *   y^300 + y^155 + y^117 + y^89 + 1
 *
 * is a multiple of P: 16 bytes of text may be taken out, and added (XOR) 145, 183, 211 and 300 steps further on. What is
 * pushed on like this until the text ends is as long as 300 steps; tables do that rest. The four numbers were found by
 * searching for sums of powers of y that vanish; the tests compare with zlib.
 */
const FIRST: u32 = 145;
const SECOND: u32 = 183;
const THIRD: u32 = 211;
const LAST: u32 = 300;

const POLYNOMIAL: u32 = 0xedb88320;
const VECTOR_BYTES: u32 = 16;
const RING_MASK: u32 = CRC_RING_VECTORS - 1;
const RING_BYTES: u32 = CRC_RING_VECTORS * VECTOR_BYTES;

/** Steps taken so far, as a place in the ring. */
let place: u32 = 0;
let isFirst: bool = true;
/** x^(-128 * LAST): takes back that the rest was computed as if so many zeros followed the text. */
let withoutZeros: u32 = 0;

/** Writes the tables: T0 is the remainder of one byte, T(n + 1) that of a byte with n + 1 zeros behind it. */
export function writeCrcTables(): void {
  for (let byte: u32 = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
    store<u32>(CRC_TABLES + (byte << 2), value);
  }
  for (let at: u32 = 256; at < 2048; at += 1) {
    const value = load<u32>(CRC_TABLES + ((at - 256) << 2));
    store<u32>(CRC_TABLES + (at << 2), load<u32>(CRC_TABLES + ((value & 0xff) << 2)) ^ (value >> 8));
  }
  // x^(2^32 - 1) is 1.
  withoutZeros = powerOfX(0xffffffff - 128 * LAST);
}

/** Begins with a new text. */
export function startCrc(): void {
  memory.fill(CRC_RING, 0, 2 * RING_BYTES);
  place = 0;
  isFirst = true;
}

/** Takes whole vectors of text. @returns where the rest begins, fewer than 16 bytes before `end`. */
export function addToCrc(from: u32, end: u32): u32 {
  let at = from;
  if (isFirst && at + VECTOR_BYTES <= end) {
    // The checksum begins with ones, which is the same as inverting the first 4 bytes.
    push(v128.xor(v128.load(at), i32x4(-1, 0, 0, 0)));
    at += VECTOR_BYTES;
    isFirst = false;
  }
  while (at + VECTOR_BYTES <= end && place & 3) {
    push(v128.load(at));
    at += VECTOR_BYTES;
  }
  at = pushFours(at, end);
  while (at + VECTOR_BYTES <= end) {
    push(v128.load(at));
    at += VECTOR_BYTES;
  }
  return at;
}

/** The checksum of everything that was added, and of fewer than 16 bytes more. */
export function finishCrc(from: u32, end: u32): u32 {
  let crc: u32 = 0xffffffff;
  if (!isFirst) {
    crc = 0;
    for (let step: u32 = 0; step < LAST; step += 1) {
      const rest = owed(place + step, step);
      crc = remainder(crc, v128.extract_lane<u64>(rest, 0));
      crc = remainder(crc, v128.extract_lane<u64>(rest, 1));
    }
    crc = multiply(crc, withoutZeros);
  }
  for (let at = from; at < end; at += 1) {
    crc = load<u32>(CRC_TABLES + (((crc ^ <u32>load<u8>(at)) & 0xff) << 2)) ^ (crc >> 8);
  }
  return ~crc;
}

function pushFours(from: u32, end: u32): u32 {
  let at = from;
  let step = place;
  while (at + 4 * VECTOR_BYTES <= end) {
    // No look-back is shorter than four steps, so that the four do not depend on each other.
    const ring = CRC_RING + (step << 4);
    for (let lane: u32 = 0; lane < 64; lane += 16) {
      const seen = ring + lane + RING_BYTES;
      const value = v128.xor(
        v128.xor(
          v128.load(at + lane),
          v128.xor(v128.load(seen - FIRST * VECTOR_BYTES), v128.load(seen - SECOND * VECTOR_BYTES)),
        ),
        v128.xor(v128.load(seen - THIRD * VECTOR_BYTES), v128.load(seen - LAST * VECTOR_BYTES)),
      );
      v128.store(ring + lane, value);
      v128.store(seen, value);
    }
    step = (step + 4) & RING_MASK;
    at += 4 * VECTOR_BYTES;
  }
  place = step;
  return at;
}

function push(text: v128): void {
  const value = v128.xor(text, owed(place, 0));
  v128.store(CRC_RING + (place << 4), value);
  v128.store(CRC_RING + (place << 4) + RING_BYTES, value);
  place = (place + 1) & RING_MASK;
}

/** What earlier text adds to a place that is `ahead` of the text's end. */
function owed(step: u32, ahead: u32): v128 {
  let sum = i64x2.splat(0);
  if (ahead < FIRST) sum = v128.xor(sum, seenBefore(step, FIRST));
  if (ahead < SECOND) sum = v128.xor(sum, seenBefore(step, SECOND));
  if (ahead < THIRD) sum = v128.xor(sum, seenBefore(step, THIRD));
  return v128.xor(sum, seenBefore(step, LAST));
}

function seenBefore(step: u32, distance: u32): v128 {
  return v128.load(CRC_RING + (((step - distance) & RING_MASK) << 4));
}

/** The remainder with 8 bytes more. */
function remainder(crc: u32, eight: u64): u32 {
  const low = <u32>eight ^ crc;
  const high = <u32>(eight >> 32);
  return (
    load<u32>(CRC_TABLES + ((low & 0xff) << 2), 0x1c00) ^
    load<u32>(CRC_TABLES + (((low >> 8) & 0xff) << 2), 0x1800) ^
    load<u32>(CRC_TABLES + (((low >> 16) & 0xff) << 2), 0x1400) ^
    load<u32>(CRC_TABLES + ((low >> 24) << 2), 0x1000) ^
    load<u32>(CRC_TABLES + ((high & 0xff) << 2), 0x0c00) ^
    load<u32>(CRC_TABLES + (((high >> 8) & 0xff) << 2), 0x0800) ^
    load<u32>(CRC_TABLES + (((high >> 16) & 0xff) << 2), 0x0400) ^
    load<u32>(CRC_TABLES + ((high >> 24) << 2))
  );
}

function powerOfX(exponent: u32): u32 {
  let power: u32 = 0x80000000;
  let square: u32 = 0x40000000;
  for (let left = exponent; left > 0; left >>= 1) {
    if (left & 1) power = multiply(power, square);
    square = multiply(square, square);
  }
  return power;
}

/** Product of two polynomials modulo P, the lowest power in the highest bit. */
function multiply(left: u32, right: u32): u32 {
  let product: u32 = 0;
  let factor = right;
  for (let bit: u32 = 0x80000000; bit > 0; bit >>= 1) {
    if (left & bit) product ^= factor;
    factor = factor & 1 ? (factor >> 1) ^ POLYNOMIAL : factor >> 1;
  }
  return product;
}
