import type { ByteSource } from './byte-source.js';

/** Longest header that is believed; names and comments in it have no end of their own. */
const MAX_HEADER_BYTES = 131_072;
const FIXED_BYTES = 10;
const DEFLATE = 8;
const HAS_CHECKSUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;

/** What came of reading a header: it is taken, the body ends in it, or it is none. */
export type HeaderOutcome = 'taken' | 'truncated' | 'invalid';

/** Whether bytes begin like a gzip member. */
export function hasGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Takes the header of a gzip member (RFC 1952) from the source. */
export async function takeGzipHeader(source: ByteSource): Promise<HeaderOutcome> {
  for (let wanted = FIXED_BYTES; wanted <= MAX_HEADER_BYTES; ) {
    const bytes = await source.peek(wanted);
    if (bytes.length >= FIXED_BYTES && !isUsable(bytes)) return 'invalid';
    const length = bytes.length < FIXED_BYTES ? undefined : headerLength(bytes);
    if (length !== undefined && length <= bytes.length) {
      source.skip(length);
      return 'taken';
    }
    if (bytes.length < wanted) return 'truncated';
    wanted = Math.max(length ?? 0, bytes.length + 1);
  }
  return 'invalid';
}

function isUsable(bytes: Uint8Array): boolean {
  const flags = bytes[3] ?? 0;
  return hasGzipMagic(bytes) && bytes[2] === DEFLATE && flags < 0x20;
}

/** Length of the header; `undefined` when the bytes end before it can be told. */
function headerLength(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? 0;
  let at = FIXED_BYTES;
  if (flags & HAS_EXTRA) {
    const low = bytes[at];
    const high = bytes[at + 1];
    if (low === undefined || high === undefined) return undefined;
    at += 2 + low + high * 256;
  }
  for (const text of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & text)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return flags & HAS_CHECKSUM ? at + 2 : at;
}
