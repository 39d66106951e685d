import { CRC_BLOCK_BYTES, CRC_FOLDED, CRC_HISTORY_BYTES, CRC_TABLES } from './layout';

/*
 * The checksum of gzip (CRC-32), mostly without tables. A text is a polynomial, its checksum the remainder by P. With
 * z = x^8 for a byte,
 *
 *   z^4018 + z^2091 + z^1837 + 1
 *
 * is a multiple of P: text may be taken out, and added (XOR) 1927, 2181 and 4018 bytes further on. What is pushed on like
 * this until the text ends is as long as that; tables do that rest. The numbers were found by searching for sums of powers
 * of z that vanish; the tests compare with zlib.
 */
const FIRST: u32 = 1927;
const SECOND: u32 = 2181;
const LAST: u32 = 4018;

const POLYNOMIAL: u32 = 0xedb88320;
const VECTOR_BYTES: u32 = 16;
/** Where folded text begins; before it is that of earlier blocks, at least {@link LAST} bytes. */
const BLOCK: u32 = CRC_FOLDED + CRC_HISTORY_BYTES;
const BLOCK_END: u32 = BLOCK + CRC_BLOCK_BYTES;

/** Where the next folded vector goes. */
let place: u32 = BLOCK;
let isFirst: bool = true;
/** x^(-8 * CRC_HISTORY_BYTES): takes back that the rest was computed as if so many zeros followed the text. */
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
  withoutZeros = powerOfX(0xffffffff - 8 * CRC_HISTORY_BYTES);
}

/** Begins with a new text. */
export function startCrc(): void {
  memory.fill(CRC_FOLDED, 0, CRC_HISTORY_BYTES);
  place = BLOCK;
  isFirst = true;
}

/** Takes whole vectors of text. @returns where the rest begins, fewer than 16 bytes before `end`. */
export function addToCrc(from: u32, end: u32): u32 {
  let at = from;
  if (isFirst && at + VECTOR_BYTES <= end) {
    // The checksum begins with ones, which is the same as inverting the first 4 bytes.
    v128.store(place, v128.xor(v128.load(at), i32x4(-1, 0, 0, 0)));
    place += VECTOR_BYTES;
    at += VECTOR_BYTES;
    isFirst = false;
  }
  while (at + VECTOR_BYTES <= end) {
    if (place === BLOCK_END) {
      memory.copy(CRC_FOLDED, BLOCK_END - CRC_HISTORY_BYTES, CRC_HISTORY_BYTES);
      place = BLOCK;
    }
    at = fold(at, at + min(BLOCK_END - place, (end - at) & ~(VECTOR_BYTES - 1)));
  }
  return at;
}

/** The checksum of everything that was added, and of fewer than 16 bytes more. */
export function finishCrc(from: u32, end: u32): u32 {
  let crc: u32 = 0xffffffff;
  if (!isFirst) {
    crc = 0;
    // Nothing follows that could be pushed on.
    memory.fill(place, 0, CRC_HISTORY_BYTES);
    for (let rest = place; rest < place + CRC_HISTORY_BYTES; rest += VECTOR_BYTES) {
      const vector = owed(rest);
      crc = remainder(crc, v128.extract_lane<u64>(vector, 0));
      crc = remainder(crc, v128.extract_lane<u64>(vector, 1));
    }
    crc = multiply(crc, withoutZeros);
  }
  for (let at = from; at < end; at += 1) {
    crc = load<u32>(CRC_TABLES + (((crc ^ <u32>load<u8>(at)) & 0xff) << 2)) ^ (crc >> 8);
  }
  return ~crc;
}

/** Takes whole vectors, for all of which there is room in the block. */
function fold(from: u32, end: u32): u32 {
  let at = from;
  let to = place;
  // No look-back is shorter than four vectors, so that the four do not depend on each other.
  while (at + 4 * VECTOR_BYTES <= end) {
    v128.store(to, v128.xor(v128.load(at), owed(to)));
    v128.store(to, v128.xor(v128.load(at, 16), owed(to + 16)), 16);
    v128.store(to, v128.xor(v128.load(at, 32), owed(to + 32)), 32);
    v128.store(to, v128.xor(v128.load(at, 48), owed(to + 48)), 48);
    at += 4 * VECTOR_BYTES;
    to += 4 * VECTOR_BYTES;
  }
  while (at < end) {
    v128.store(to, v128.xor(v128.load(at), owed(to)));
    at += VECTOR_BYTES;
    to += VECTOR_BYTES;
  }
  place = to;
  return at;
}

/** What earlier text adds to a place. */
function owed(to: u32): v128 {
  return v128.xor(v128.xor(v128.load(to - FIRST), v128.load(to - SECOND)), v128.load(to - LAST));
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
