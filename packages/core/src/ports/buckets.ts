/** What a write may be told. */
export interface BucketWriteOptions {
  /** Ends the attempt; the write then rejects with a retryable error, and the object is there or not. */
  readonly signal?: AbortSignal;
}

/** A place for texts and bytes under keys, such as an S3 bucket. All calls reject with a retryable error when later may work. */
export interface Bucket {
  /** Names of the folders directly below a prefix that ends with `/`, without the prefix and without `/`; in order. */
  folders(prefix: string): Promise<readonly string[]>;
  /** Keys that start with a prefix, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  /** The text under a key; `undefined` when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Puts a text (as UTF-8) or bytes (as they are) under a key, in the place of what is there. */
  write(
    key: string,
    content: string | Uint8Array,
    contentType: string,
    options?: BucketWriteOptions,
  ): Promise<void>;
}

/** Buckets by name. */
export interface Buckets {
  bucket(name: string): Bucket;
}

/** Token of {@link Buckets}. */
export const BUCKETS = Symbol.for('@fullstop/core:buckets');
