import type { Random } from '../../sample-world/random.js';

/** The same body with something wrong: bits turned, bytes cut off, taken out, put in, overwritten, moved, or repeated. */
export function damaged(random: Random, body: Buffer): Buffer {
  const at = random.int(body.length);
  const length = 1 + random.int(Math.min(64, body.length));
  const [before, after] = [body.subarray(0, at), body.subarray(at + length)];
  switch (random.int(7)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, noise(random, length), body.subarray(at)]);
    case 3:
      return Buffer.concat([before, noise(random, Math.min(length, body.length - at)), after]);
    case 4:
      return Buffer.concat([before, body.subarray(at, at + length), body.subarray(at)]);
    case 5:
      return Buffer.concat([body, random.chance(0.5) ? noise(random, length) : body.subarray(0, at)]);
    default:
      return withTurnedBits(random, body);
  }
}

function withTurnedBits(random: Random, body: Buffer): Buffer {
  const copy = Buffer.from(body);
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const at = random.int(copy.length);
    copy.writeUInt8(copy.readUInt8(at) ^ (1 << random.int(8)), at);
  }
  return copy;
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}
