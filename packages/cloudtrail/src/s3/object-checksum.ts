import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';

/** Checksum of a whole object, as S3 keeps it. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
}

/** The checksums that can be calculated here. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'sha1' | 'sha256';

// Cheapest first. S3's crc64nvme is not among them: Node cannot calculate it, and in JavaScript it costs more than all the
// rest of reading. Packed logs have a checksum of their own.
const ALGORITHMS: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'sha1', 'sha256'];

/** The checksum that an answer with the whole object names; nothing when it has none, or one of parts of the object. */
export function checksumIn(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): ObjectChecksum | undefined {
  for (const algorithm of ALGORITHMS) {
    const value = headers[`x-amz-checksum-${algorithm}`];
    // A checksum of the checksums of parts says how many there are: `…-12`.
    if (typeof value === 'string' && !value.includes('-')) return { algorithm, value };
  }
  return undefined;
}

/** Calculates a checksum piece by piece. */
export class ChecksumCalculation {
  readonly #update: (piece: Uint8Array) => void;
  readonly #digest: () => string;

  constructor(algorithm: ChecksumAlgorithm) {
    if (algorithm === 'crc32' || algorithm === 'crc32c') {
      const step = algorithm === 'crc32' ? crc32 : crc32c;
      let value = 0;
      this.#update = (piece) => {
        value = step(piece, value);
      };
      this.#digest = () => base64OfUint32(value);
    } else {
      const hash = createHash(algorithm);
      this.#update = (piece) => hash.update(piece);
      this.#digest = () => hash.digest('base64');
    }
  }

  update(piece: Uint8Array): void {
    this.#update(piece);
  }

  /** Base64. Ends the calculation. */
  digest(): string {
    return this.#digest();
  }
}

function base64OfUint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}
