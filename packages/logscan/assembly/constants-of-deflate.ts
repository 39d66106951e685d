import { END_OF_BLOCK, EXCEPTIONAL } from './huffman';
import { DISTANCE_ENTRIES, LENGTH_ENTRIES, REPEAT_PATTERNS, REPEAT_STEPS } from './layout';

const BASE_SHIFT: u32 = 13;
const LENGTH_CODES: u32 = 29;
const DISTANCE_CODES: u32 = 30;

/** Writes what RFC 1951 says of each length and distance code, and the patterns of short repetitions. */
export function writeDeflateConstants(): void {
  // The first entry is for symbol 256.
  store<u32>(LENGTH_ENTRIES, EXCEPTIONAL | END_OF_BLOCK);
  let base: u32 = 3;
  for (let code: u32 = 0; code < LENGTH_CODES - 1; code += 1) {
    const extra: u32 = code < 4 ? 0 : (code >> 2) - 1;
    store<u32>(LENGTH_ENTRIES + ((code + 1) << 2), (base << BASE_SHIFT) | extra);
    base += 1 << extra;
  }
  store<u32>(LENGTH_ENTRIES + (LENGTH_CODES << 2), 258 << BASE_SHIFT);
  // The fixed code has two symbols more, which mean nothing.
  for (let code = LENGTH_CODES + 1; code < 32; code += 1)
    store<u32>(LENGTH_ENTRIES + (code << 2), EXCEPTIONAL);

  base = 1;
  for (let code: u32 = 0; code < DISTANCE_CODES; code += 1) {
    const extra: u32 = code < 2 ? 0 : (code >> 1) - 1;
    store<u32>(DISTANCE_ENTRIES + (code << 2), (base << BASE_SHIFT) | extra);
    base += 1 << extra;
  }
  for (let code = DISTANCE_CODES; code < 32; code += 1)
    store<u32>(DISTANCE_ENTRIES + (code << 2), EXCEPTIONAL);

  for (let distance: u32 = 1; distance < 16; distance += 1) {
    store<u8>(REPEAT_STEPS + distance, <u8>(16 - (16 % distance)));
    for (let at: u32 = 0; at < 16; at += 1)
      store<u8>(REPEAT_PATTERNS + (distance << 4) + at, <u8>(at % distance));
  }
}
