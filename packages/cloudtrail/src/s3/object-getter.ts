import type { ObjectChecksum } from './object-checksum.js';

/** Which bytes of which version of an object are wanted. */
export interface ObjectRequest {
  readonly bucket: string;
  readonly key: string;
  /** Entity tag without quotes. No other version may be answered. */
  readonly etag: string;
  /** First byte that is wanted, from 0; all that follow are wanted too. */
  readonly fromByte: number;
  /** Where the bucket may be. */
  readonly region?: string;
}

/** The bytes of an object, as they come. */
export interface ObjectAnswer {
  /** Entity tag without quotes; absent when the answer has none. */
  readonly etag: string | undefined;
  /** Position of the body's first byte in the object. */
  readonly fromByte: number;
  /** Size of the whole object in bytes; absent when the answer does not say. */
  readonly totalBytes: number | undefined;
  /** Checksum of the whole object, when the answer says it and nobody has compared it yet. */
  readonly checksum?: ObjectChecksum;
  /** Throws when it ends too early. `destroy` releases the connection, also while a piece is waited for. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
}

/** Gets objects: the one request that decides how fast logs are read. */
export interface ObjectGetter {
  /**
   * Sends one request, with the small retries that belong to it, and waits for the beginning of the answer. When the
   * signal is given, request and body end at once.
   * @throws errors of the SDK or of the connection, which `toS3Error` understands.
   */
  get(request: ObjectRequest, signal: AbortSignal): Promise<ObjectAnswer>;
}
