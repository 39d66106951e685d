/*
 * Where everything is in the module's memory, in bytes. The host reads the addresses that it needs through the exports
 * of `index.ts`. Nothing is allocated at run time.
 */

/** Deflate: codes of literals and lengths. 10 root bits and 15 bits at most need 1 334 entries of 4 bytes. */
export const LITERAL_TABLE: u32 = 0x1000;
export const LITERAL_ROOT_BITS: u32 = 10;
/** Deflate: codes of distances. 8 root bits and 15 bits at most need 402 entries. */
export const DISTANCE_TABLE: u32 = 0x4000;
export const DISTANCE_ROOT_BITS: u32 = 8;
/** Deflate: codes of code lengths, 7 bits at most. */
export const PRECODE_TABLE: u32 = 0x5000;
export const PRECODE_ROOT_BITS: u32 = 7;
/** Code lengths as read from a block, one byte each: up to 286 + 30, and some more that a last repetition may write. */
export const CODE_LENGTHS: u32 = 0x5800;
/** Symbols in the order of their codes, two bytes each. */
export const SORTED_SYMBOLS: u32 = 0x5c00;
/** Number of codes of each length, and where they begin among the sorted ones; 16 numbers of 4 bytes each. */
export const LENGTH_COUNTS: u32 = 0x6000;
export const LENGTH_OFFSETS: u32 = 0x6040;
/** Base and extra bits by symbol: 29 lengths and 30 distances of 4 bytes, as they stand in a table entry. */
export const LENGTH_ENTRIES: u32 = 0x6080;
export const DISTANCE_ENTRIES: u32 = 0x6100;
/** By distance 1 to 15: which of the bytes before the end to take for each of 16 bytes. */
export const REPEAT_PATTERNS: u32 = 0x6200;
/** By distance 1 to 15: the largest multiple of it up to 16. */
export const REPEAT_STEPS: u32 = 0x6300;

/** Checksum: eight tables of 256 numbers. */
export const CRC_TABLES: u32 = 0x7000;
/** Checksum: folded text of earlier blocks, then one block, then as much as in front. */
export const CRC_FOLDED: u32 = 0x9000;
export const CRC_HISTORY_BYTES: u32 = 4032;
export const CRC_BLOCK_BYTES: u32 = 8192;

/** Names: by length, whether a name or prefix of this length is wanted. */
export const NAME_LENGTHS: u32 = 0xe000;
export const MAX_NAME_BYTES: u32 = 254;
/** Names: an open hash table of 4-byte hashes; 0 is an empty slot. */
export const NAME_TABLE: u32 = 0x10000;
export const NAME_SLOTS: u32 = 0x4000;

/** Names: which pairs of bytes they begin with, and which pairs follow; one bit each. */
export const NAME_PAIRS: u32 = 0x68000;

/** By byte: a vector full of it. */
export const VECTORS: u32 = 0x6c000;

/** Places in the text that may belong to a wanted record; 4 bytes each. */
export const HITS: u32 = 0x20000;
export const MAX_HITS: u32 = 0x10000;
/** Wanted elements: start, end and index; 12 bytes each. */
export const EXTENTS: u32 = 0x60000;
export const MAX_EXTENTS: u32 = 64;

/** Compressed bytes. */
export const INPUT: u32 = 0x70000;
export const INPUT_BYTES: u32 = 0x40000;
/** Text; whatever looks ahead may touch this many bytes behind its end. */
export const TEXT: u32 = 0x100000;
export const SLACK_BYTES: u32 = 0x1000;
