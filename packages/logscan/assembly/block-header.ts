import { buildTable, EXCEPTIONAL, pairLiterals } from './huffman';
import {
  CODE_LENGTHS,
  DISTANCE_ENTRIES,
  DISTANCE_ROOT_BITS,
  DISTANCE_TABLE,
  LENGTH_ENTRIES,
  LITERAL_ROOT_BITS,
  LITERAL_TABLE,
  PRECODE_ROOT_BITS,
  PRECODE_TABLE,
} from './layout';

/** What came of reading a header. */
export const HEADER_READ: i32 = 0;
export const HEADER_CUT: i32 = 1;
export const HEADER_INVALID: i32 = 2;

/** The types of blocks. */
export const STORED: u32 = 0;
export const FIXED: u32 = 1;
export const DYNAMIC: u32 = 2;

/** What the last header said. */
export let blockType: u32 = 0;
export let isLastBlock: bool = false;
/** Length of a stored block in bytes. */
export let storedBytes: u32 = 0;

/** Where the header ends: the next byte, and bits before it that are not used yet. */
export let position: u32 = 0;
export let bits: u64 = 0;
export let bitCount: u32 = 0;

let inputEnd: u32 = 0;

/** Reads the header of a block and builds its tables. Whoever gets HEADER_CUT comes again with more input, from the start. */
export function readBlockHeader(at: u32, end: u32, heldBits: u64, heldCount: u32): i32 {
  position = at;
  inputEnd = end;
  bits = heldBits;
  bitCount = heldCount;
  if (!hasBits(3)) return HEADER_CUT;
  isLastBlock = takeBits(1) === 1;
  blockType = takeBits(2);
  if (blockType === STORED) return readStored();
  if (blockType === FIXED) return useFixedCodes();
  return blockType === DYNAMIC ? readDynamicCodes() : HEADER_INVALID;
}

function readStored(): i32 {
  takeBits(bitCount & 7);
  if (!hasBits(32)) return HEADER_CUT;
  storedBytes = takeBits(16);
  return takeBits(16) === (~storedBytes & 0xffff) ? HEADER_READ : HEADER_INVALID;
}

function useFixedCodes(): i32 {
  memory.fill(CODE_LENGTHS, 8, 144);
  memory.fill(CODE_LENGTHS + 144, 9, 112);
  memory.fill(CODE_LENGTHS + 256, 7, 24);
  memory.fill(CODE_LENGTHS + 280, 8, 8);
  memory.fill(CODE_LENGTHS + 288, 5, 32);
  buildTables(288, 32);
  return HEADER_READ;
}

function readDynamicCodes(): i32 {
  if (!hasBits(14)) return HEADER_CUT;
  const literals = takeBits(5) + 257;
  const distances = takeBits(5) + 1;
  const precodes = takeBits(4) + 4;
  if (literals > 286 || distances > 30) return HEADER_INVALID;
  const precode = readPrecode(precodes);
  if (precode !== HEADER_READ) return precode;
  const lengths = readCodeLengths(literals + distances);
  if (lengths !== HEADER_READ) return lengths;
  // A block without an end.
  if (load<u8>(CODE_LENGTHS + 256) === 0) return HEADER_INVALID;
  return buildTables(literals, distances) ? HEADER_READ : HEADER_INVALID;
}

function readPrecode(count: u32): i32 {
  memory.fill(CODE_LENGTHS, 0, 19);
  for (let at: u32 = 0; at < count; at += 1) {
    if (!hasBits(3)) return HEADER_CUT;
    store<u8>(CODE_LENGTHS + precodeSymbol(at), <u8>takeBits(3));
  }
  const complete = buildTable(PRECODE_TABLE, PRECODE_ROOT_BITS, CODE_LENGTHS, 19, 19, 0, false);
  return complete ? HEADER_READ : HEADER_INVALID;
}

/** The order in which lengths of the precode are given: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15. */
function precodeSymbol(at: u32): u32 {
  if (at < 3) return 16 + at;
  if (at === 3) return 0;
  return at & 1 ? 8 - ((at - 3) >> 1) : 8 + ((at - 4) >> 1);
}

function readCodeLengths(count: u32): i32 {
  let at: u32 = 0;
  while (at < count) {
    // A code of 7 bits and 7 bits more are the most that one step takes; the end of the input may be nearer.
    if (bitCount < 14) fill();
    const entry = load<u32>(PRECODE_TABLE + ((<u32>bits & 127) << 2));
    const codeBits = entry & 63;
    if (codeBits > bitCount) return HEADER_CUT;
    if (entry & EXCEPTIONAL) return HEADER_INVALID;
    const symbol = (entry >> 8) & 0xff;
    const extra: u32 = symbol < 16 ? 0 : symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
    if (codeBits + extra > bitCount) return HEADER_CUT;
    takeBits(codeBits);
    if (symbol < 16) {
      store<u8>(CODE_LENGTHS + at, <u8>symbol);
      at += 1;
      continue;
    }
    if (symbol === 16 && at === 0) return HEADER_INVALID;
    const repeated: u32 = symbol === 16 ? load<u8>(CODE_LENGTHS + at - 1) : 0;
    const times = takeBits(extra) + (symbol === 18 ? 11 : 3);
    if (at + times > count) return HEADER_INVALID;
    memory.fill(CODE_LENGTHS + at, <u8>repeated, times);
    at += times;
  }
  return HEADER_READ;
}

function buildTables(literals: u32, distances: u32): bool {
  const literalsBuilt = buildTable(
    LITERAL_TABLE,
    LITERAL_ROOT_BITS,
    CODE_LENGTHS,
    literals,
    256,
    LENGTH_ENTRIES,
    true,
  );
  if (!literalsBuilt) return false;
  pairLiterals(LITERAL_TABLE, LITERAL_ROOT_BITS);
  return buildTable(
    DISTANCE_TABLE,
    DISTANCE_ROOT_BITS,
    CODE_LENGTHS + literals,
    distances,
    0,
    DISTANCE_ENTRIES,
    true,
  );
}

function hasBits(count: u32): bool {
  fill();
  return bitCount >= count;
}

function fill(): void {
  if (position + 8 <= inputEnd) {
    bits |= load<u64>(position) << bitCount;
    const bytes = (63 - bitCount) >> 3;
    position += bytes;
    bitCount += bytes << 3;
    return;
  }
  while (bitCount <= 56 && position < inputEnd) {
    bits |= (<u64>load<u8>(position)) << bitCount;
    position += 1;
    bitCount += 8;
  }
}

function takeBits(count: u32): u32 {
  const taken = <u32>bits & (((<u32>1) << count) - 1);
  bits >>= count;
  bitCount -= count;
  return taken;
}
