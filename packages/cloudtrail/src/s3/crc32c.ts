/** Castagnoli's polynomial, bits in reverse. */
const POLYNOMIAL = 0x82f63b78;

/** Eight tables of 256: the first is that of the simple algorithm, each next one looks one byte further. */
const TABLES = tables();

/**
 * CRC-32C of some bytes, eight at a time. Node has the CRC of zlib only.
 * @param value of what came before.
 * @returns an unsigned number of 32 bits.
 */
export function crc32c(bytes: Uint8Array, value = 0): number {
  let crc = ~value;
  let at = 0;
  for (const last = bytes.length - 8; at <= last; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      TABLES[0x700 | (crc & 0xff)]! ^
      TABLES[0x600 | ((crc >>> 8) & 0xff)]! ^
      TABLES[0x500 | ((crc >>> 16) & 0xff)]! ^
      TABLES[0x400 | (crc >>> 24)]! ^
      TABLES[0x300 | bytes[at + 4]!]! ^
      TABLES[0x200 | bytes[at + 5]!]! ^
      TABLES[0x100 | bytes[at + 6]!]! ^
      TABLES[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at += 1) crc = TABLES[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function tables(): Int32Array {
  const all = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    all[byte] = crc;
  }
  for (let at = 256; at < all.length; at += 1) {
    const previous = all[at - 256]!;
    all[at] = all[previous & 0xff]! ^ (previous >>> 8);
  }
  return all;
}
