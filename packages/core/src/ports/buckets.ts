/** A place for texts under keys, such as an S3 bucket. All calls reject with a retryable error when later may work. */
export interface Bucket {
  /** Names of the folders directly below a prefix that ends with `/`, without the prefix and without `/`; in order. */
  folders(prefix: string): Promise<readonly string[]>;
  /** Keys that start with a prefix, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  /** The text under a key; `undefined` when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Puts a text under a key, in the place of one that is there. */
  write(key: string, text: string, contentType: string): Promise<void>;
}

/** Buckets by name. */
export interface Buckets {
  bucket(name: string): Bucket;
}

/** Token of {@link Buckets}. */
export const BUCKETS = Symbol.for('@fullstop/core:buckets');
