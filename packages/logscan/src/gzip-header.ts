/** Longest header that is believed; names and comments in it have no end of their own. */
export const MAX_HEADER_BYTES = 131_072;

const FIXED_BYTES = 10;
const DEFLATE = 8;
const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const UNKNOWN_FLAGS = 0xe0;

/** Whether bytes begin like a gzip member. */
export function hasGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Length of the header of a gzip member (RFC 1952); `cut` when the bytes end in it, `invalid` when it is none. */
export function gzipHeaderLength(bytes: Uint8Array): number | 'cut' | 'invalid' {
  if (bytes.length < FIXED_BYTES) return 'cut';
  const flags = bytes[3]!;
  if (!hasGzipMagic(bytes) || bytes[2] !== DEFLATE || flags & UNKNOWN_FLAGS) return 'invalid';

  let at = FIXED_BYTES;
  if (flags & HAS_EXTRA) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const text of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & text)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return tooLong(bytes.length);
    at = end + 1;
  }
  if (flags & HAS_CHECKSUM) at += 2;
  return at <= bytes.length ? at : tooLong(bytes.length);
}

function tooLong(length: number): 'cut' | 'invalid' {
  return length < MAX_HEADER_BYTES ? 'cut' : 'invalid';
}
