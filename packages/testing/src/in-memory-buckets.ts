import type { Bucket, Buckets } from '@fullstop/core';

/** Buckets in memory, for tests of plugins; each is there as soon as it is named. */
export class InMemoryBuckets implements Buckets {
  readonly #buckets = new Map<string, InMemoryBucket>();

  bucket(name: string): InMemoryBucket {
    const bucket = this.#buckets.get(name) ?? new InMemoryBucket();
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

/** A bucket in memory. */
export class InMemoryBucket implements Bucket {
  /** The texts in it, by key. */
  readonly objects = new Map<string, string>();
  /** What was written as bytes, by key. */
  readonly bytes = new Map<string, Uint8Array>();
  /** What every call rejects with from now on, to play a bucket that cannot be reached. */
  failure: Error | undefined;

  async folders(prefix: string): Promise<readonly string[]> {
    const names = (await this.keys(prefix)).map((key) => key.slice(prefix.length).split('/'));
    return [...new Set(names.filter((parts) => parts.length > 1).map(([first]) => first!))].sort();
  }

  async keys(prefix: string): Promise<readonly string[]> {
    this.#check();
    return [...this.objects.keys(), ...this.bytes.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<string | undefined> {
    this.#check();
    const bytes = this.bytes.get(key);
    return bytes === undefined ? this.objects.get(key) : new TextDecoder().decode(bytes);
  }

  async write(key: string, content: string | Uint8Array): Promise<void> {
    this.#check();
    this.objects.delete(key);
    this.bytes.delete(key);
    if (typeof content === 'string') this.objects.set(key, content);
    else this.bytes.set(key, content);
  }

  #check(): void {
    if (this.failure) throw this.failure;
  }
}
