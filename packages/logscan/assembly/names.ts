import { MAX_NAME_BYTES, NAME_LENGTHS, NAME_PAIRS, NAME_SLOTS, NAME_TABLE } from './layout';

/*
 * The names and prefixes that are wanted, as a set of hashes. A whole name is a prefix that ends with the closing quote.
 * Two texts with one hash do no harm: what is found here is parsed and looked at again.
 */

const START: u32 = 0x811c9dc5;
const FACTOR: u32 = 0x01000193;
const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
/** One bit for each pair of bytes. */
const PAIRS_BYTES: u32 = 0x2000;

/** Forgets all names. */
export function clearNames(): void {
  memory.fill(NAME_LENGTHS, 0, MAX_NAME_BYTES + 2);
  memory.fill(NAME_TABLE, 0, NAME_SLOTS << 2);
  memory.fill(NAME_PAIRS, 0, 2 * PAIRS_BYTES);
  // Whoever cannot be read is for others to judge.
  for (let pair: u32 = 0; pair < 0x10000; pair += 1) {
    if (isPlain(pair & 0xff) && isPlain(pair >> 8)) continue;
    addPair(NAME_PAIRS, pair);
    addPair(NAME_PAIRS + PAIRS_BYTES, pair);
  }
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
  addPairsAt(NAME_PAIRS, from, length);
  addPairsAt(NAME_PAIRS + PAIRS_BYTES, from + 2, length < 2 ? 0 : length - 2);
}

/** Notes how a name or prefix goes on at a place with so many bytes left; what comes behind them may be anything. */
function addPairsAt(pairs: u32, from: u32, left: u32): void {
  if (left === 0) memory.fill(pairs, 0xff, PAIRS_BYTES);
  else if (left > 1) addPair(pairs, load<u16>(from));
  else for (let second: u32 = 0; second < 256; second += 1) addPair(pairs, load<u8>(from) | (second << 8));
}

function addPair(pairs: u32, pair: u32): void {
  const place = pairs + (pair >> 3);
  store<u8>(place, load<u8>(place) | <u8>(1 << (<u8>(pair & 7))));
}

function hasPair(pairs: u32, from: u32): bool {
  const pair: u32 = load<u16>(from);
  return ((load<u8>(pairs + (pair >> 3)) >> (pair & 7)) & 1) !== 0;
}

/** Whether the four bytes behind an opening quote tell already that nobody wants the string. */
export function isUnwanted(from: u32): bool {
  if (!hasPair(NAME_PAIRS, from)) return true;
  if (hasPair(NAME_PAIRS + PAIRS_BYTES, from + 2)) return false;
  // Of what cannot be read nobody knows how it goes on.
  return isPlain(load<u8>(from)) && isPlain(load<u8>(from, 1));
}

/** Printable ASCII that is neither a quote nor escapes anything. */
function isPlain(byte: u32): bool {
  return byte > 0x20 && byte < 0x7f && byte !== BACKSLASH && byte !== QUOTE;
}

/**
 * Whether the string behind an opening quote may be wanted. It may when it has an escape, a blank at an end that trimming
 * would take off, or anything but printable ASCII.
 */
export function mayBeWanted(from: u32, longest: u32): bool {
  let hash = START;
  for (let at: u32 = 0; at <= longest; at += 1) {
    const byte: u32 = load<u8>(from + at);
    if (byte !== QUOTE && !isPlain(byte)) return true;
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
