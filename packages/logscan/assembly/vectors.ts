import { VECTORS } from './layout';

/** Writes the vectors of {@link vectorOf}. */
export function writeVectors(): void {
  for (let at: u32 = 0; at < 256 * 16; at += 1) store<u8>(VECTORS + at, <u8>(at >> 4));
}

/** A vector full of one byte, for use in a loop: a constant V8 would make again in every round. */
export function vectorOf(byte: u32): v128 {
  return v128.load(VECTORS + (byte << 4));
}
