import { constants, gzipSync, type ZlibOptions } from 'node:zlib';
import type { Random } from '../../sample-world/random.js';

const STRATEGIES = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];

/** Packs bytes with gzip in a random way: any level and strategy, sometimes as several members, sometimes padded. */
export function packRandomly(random: Random, bytes: Buffer): Buffer {
  const cuts = random.chance(0.2)
    ? Array.from({ length: 1 + random.int(3) }, () => random.int(bytes.length + 1))
    : [];
  const places = [0, ...cuts.sort((left, right) => left - right), bytes.length];
  const members = places
    .slice(1)
    .map((end, at) => gzipSync(bytes.subarray(places[at], end), optionsOf(random)));
  if (random.chance(0.03)) members.push(Buffer.alloc(random.int(5_000)));
  return Buffer.concat(members);
}

/** The body in pieces of one random size. */
export async function* inPieces(random: Random, body: Buffer): AsyncGenerator<Uint8Array, void, void> {
  const size = random.chance(0.7) ? 65_536 : 1 + random.int(200);
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

function optionsOf(random: Random): ZlibOptions {
  return { level: random.int(10), memLevel: 1 + random.int(9), strategy: random.pick(STRATEGIES) };
}
