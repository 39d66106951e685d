import { LENGTH_COUNTS, LENGTH_OFFSETS, SORTED_SYMBOLS } from './layout';

/*
 * Tables that decode a Huffman code. An entry has 32 bits:
 *
 *   all           0-5  bits to take from the input: the code, and extra bits that belong to it
 *                 8-12 bits of the code alone, plus 2
 *   literal       31   set; 8-15 first byte, 16-23 second byte, 24-25 how many there are (and nothing of the code)
 *   length,       13-27 base to which the extra bits are added; nothing above
 *   distance
 *   exceptional   30   set: 29 link to a second table: 13-27 its place, 8-11 the bits that it is looked up with
 *                           28 end of the block
 *                           neither: no code begins like this
 */

export const LITERAL: u32 = 1 << 31;
export const EXCEPTIONAL: u32 = 1 << 30;
export const LINK: u32 = 1 << 29;
export const END_OF_BLOCK: u32 = 1 << 28;

export const LINK_SHIFT: u32 = 13;

const MAX_CODE_BITS: u32 = 15;

/**
 * Builds the table of the codes whose lengths begin at `lengths`. `entries` holds what the entry of each symbol says
 * beyond the code's length; symbols below `literals` are bytes and have none.
 * @returns false when these lengths make no complete code. One single code of one bit is let pass where `lonely` is set,
 * and no code at all too, as zlib does.
 */
export function buildTable(
  table: u32,
  rootBits: u32,
  lengths: u32,
  symbols: u32,
  literals: u32,
  entries: u32,
  lonely: bool,
): bool {
  const used = sortSymbols(lengths, symbols);
  if (!isComplete(used, lonely)) return false;

  // Doubled for every further bit, so that each code is written once, at the only place that its bits have.
  store<u32>(table, EXCEPTIONAL | 1);
  let code: u32 = 0;
  let sorted: u32 = SORTED_SYMBOLS;
  for (let bits: u32 = 1; bits <= rootBits; bits += 1) {
    doubleTable(table, 1 << (bits - 1));
    for (let left = load<u32>(LENGTH_COUNTS + (bits << 2)); left > 0; left -= 1) {
      store<u32>(table + (code << 2), entryOf(load<u16>(sorted), bits, literals, entries));
      code = nextCode(code, bits);
      sorted += 2;
    }
  }
  addLongCodes(table, rootBits, code, sorted, literals, entries);
  return true;
}

/** Codes longer than the root stand in tables of their own, one for all that begin alike. */
function addLongCodes(
  table: u32,
  rootBits: u32,
  first: u32,
  symbols: u32,
  literals: u32,
  entries: u32,
): void {
  let code = first;
  let sorted = symbols;
  let place: u32 = 1 << rootBits;
  let linked: u32 = 0xffffffff;
  let subTable: u32 = 0;
  let subBits: u32 = 0;
  for (let bits = rootBits + 1; bits <= MAX_CODE_BITS; bits += 1) {
    for (let left = load<u32>(LENGTH_COUNTS + (bits << 2)); left > 0; left -= 1) {
      const root = code & ((1 << rootBits) - 1);
      if (root !== linked) {
        linked = root;
        subBits = subTableBits(bits, rootBits, left);
        subTable = place;
        place += 1 << subBits;
        const link = EXCEPTIONAL | LINK | (subTable << LINK_SHIFT) | (subBits << 8) | rootBits;
        store<u32>(table + (root << 2), link);
      }
      const entry = entryOf(load<u16>(sorted), bits, literals, entries);
      const step: u32 = 1 << (bits - rootBits);
      for (let at = code >> rootBits; at < (<u32>1) << subBits; at += step) {
        store<u32>(table + ((subTable + at) << 2), entry);
      }
      code = nextCode(code, bits);
      sorted += 2;
    }
  }
}

function doubleTable(table: u32, size: u32): void {
  const end = table + (size << 2);
  if (size < 4) {
    for (let at = table; at < end; at += 4) store<u32>(at + (size << 2), load<u32>(at));
    return;
  }
  for (let at = table; at < end; at += 16) v128.store(at + (size << 2), v128.load(at));
}

/** Puts two short literals into one entry wherever a look-up sees both of them. */
export function pairLiterals(table: u32, rootBits: u32): void {
  // Downwards: the entry of what is left after the first code is further down, and not a pair yet. Without branches,
  // which nobody could predict.
  for (let at: i32 = (1 << rootBits) - 1; at >= 0; at -= 1) {
    const place = table + ((<u32>at) << 2);
    const first = load<u32>(place);
    const second = load<u32>(table + ((<u32>at >> (first & 31)) << 2));
    const bits = (first & 63) + (second & 63);
    const pair = LITERAL | (2 << 24) | ((second & 0xff00) << 8) | (first & 0xff00) | bits;
    store<u32>(place, select(pair, first, <i32>(first & second) < 0 && bits <= rootBits));
  }
}

/** Sorts by length, then by symbol. @returns how many symbols have a code. */
function sortSymbols(lengths: u32, symbols: u32): u32 {
  memory.fill(LENGTH_COUNTS, 0, 64);
  for (let symbol: u32 = 0; symbol < symbols; symbol += 1) {
    const counter = LENGTH_COUNTS + ((<u32>load<u8>(lengths + symbol)) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  const used = symbols - load<u32>(LENGTH_COUNTS);
  store<u32>(LENGTH_COUNTS, 0);
  let offset: u32 = 0;
  for (let bits: u32 = 1; bits <= MAX_CODE_BITS; bits += 1) {
    store<u32>(LENGTH_OFFSETS + (bits << 2), offset);
    offset += load<u32>(LENGTH_COUNTS + (bits << 2));
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol += 1) {
    const bits: u32 = load<u8>(lengths + symbol);
    if (bits === 0) continue;
    const next = LENGTH_OFFSETS + (bits << 2);
    const place = load<u32>(next);
    store<u16>(SORTED_SYMBOLS + (place << 1), <u16>symbol);
    store<u32>(next, place + 1);
  }
  return used;
}

function isComplete(used: u32, lonely: bool): bool {
  let free: i32 = 1;
  for (let bits: u32 = 1; bits <= MAX_CODE_BITS; bits += 1) {
    free = (free << 1) - <i32>load<u32>(LENGTH_COUNTS + (bits << 2));
    if (free < 0) return false;
  }
  if (free === 0) return true;
  return lonely && (used === 0 || (used === 1 && load<u32>(LENGTH_COUNTS + 4) === 1));
}

function entryOf(symbol: u32, bits: u32, literals: u32, entries: u32): u32 {
  if (symbol < literals) return LITERAL | (1 << 24) | (symbol << 8) | bits;
  // The extra bits are in the entry already. Whoever uses it holds its bits two places up.
  return load<u32>(entries + ((symbol - literals) << 2)) + (((bits + 2) << 8) | bits);
}

/** Bits of the table behind one root entry: the codes of one length that are left, then those of the next, fill it. */
function subTableBits(bits: u32, rootBits: u32, left: u32): u32 {
  let size = bits - rootBits;
  let free: i32 = ((<i32>1) << size) - <i32>left;
  while (free > 0 && size + rootBits < MAX_CODE_BITS) {
    size += 1;
    free = (free << 1) - <i32>load<u32>(LENGTH_COUNTS + ((size + rootBits) << 2));
  }
  return size;
}

/** Codes stand in the input from their highest bit on: the next one is counted up from that end. */
function nextCode(code: u32, bits: u32): u32 {
  const zeros = ~code & ((1 << bits) - 1);
  if (zeros === 0) return 0;
  const highest: u32 = 1 << (31 - clz(zeros));
  return (code & (highest - 1)) | highest;
}
