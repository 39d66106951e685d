import { MAX_NAME_BYTES, NAME_LENGTHS, NAME_SLOTS, NAME_TABLE } from './layout';

/*
 * The names and prefixes that are wanted, as a set of hashes. A whole name is a prefix that ends with the closing quote.
 * Two texts with one hash do no harm: what is found here is parsed and looked at again.
 */

const START: u32 = 0x811c9dc5;
const FACTOR: u32 = 0x01000193;
const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

/** Forgets all names. */
export function clearNames(): void {
  memory.fill(NAME_LENGTHS, 0, MAX_NAME_BYTES + 2);
  memory.fill(NAME_TABLE, 0, NAME_SLOTS << 2);
}

/** Adds the name or prefix at a place; 1 to {@link MAX_NAME_BYTES} bytes, at most half as many as there are slots. */
export function addName(from: u32, length: u32): void {
  let hash = START;
  for (let at: u32 = 0; at < length; at += 1) hash = (hash ^ load<u8>(from + at)) * FACTOR;
  hash |= 1;
  let slot = hash >> 18;
  while (load<u32>(NAME_TABLE + (slot << 2)) !== 0) slot = (slot + 1) & (NAME_SLOTS - 1);
  store<u32>(NAME_TABLE + (slot << 2), hash);
  store<u8>(NAME_LENGTHS + length, 1);
}

/**
 * Whether the string behind an opening quote may be wanted. It may when it has an escape, a blank at an end that trimming
 * would take off, or anything but printable ASCII.
 */
export function mayBeWanted(from: u32, longest: u32): bool {
  let hash = START;
  for (let at: u32 = 0; at <= longest; at += 1) {
    const byte: u32 = load<u8>(from + at);
    if (byte <= 0x20 || byte >= 0x7f || byte === BACKSLASH) return true;
    hash = (hash ^ byte) * FACTOR;
    if (load<u8>(NAME_LENGTHS + at + 1) && hasHash(hash | 1)) return true;
    if (byte === QUOTE) return false;
  }
  return false;
}

function hasHash(hash: u32): bool {
  let slot = hash >> 18;
  while (true) {
    const found = load<u32>(NAME_TABLE + (slot << 2));
    if (found === hash) return true;
    if (found === 0) return false;
    slot = (slot + 1) & (NAME_SLOTS - 1);
  }
}
