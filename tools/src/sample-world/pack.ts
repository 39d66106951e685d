import { gzipSync } from 'node:zlib';

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** Packs a text with gzip; the same text gives the same bytes, whenever and on whatever system this runs. */
export function pack(text: string): Buffer {
  // Node writes no time of change, but the number of the operating system.
  const packed = gzipSync(text);
  packed[OPERATING_SYSTEM_BYTE] = UNKNOWN_OPERATING_SYSTEM;
  return packed;
}
