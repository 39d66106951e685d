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
  /** What is in it, by key. */
  readonly objects = new Map<string, string>();
  /** What every call rejects with from now on, to play a bucket that cannot be reached. */
  failure: Error | undefined;

  async folders(prefix: string): Promise<readonly string[]> {
    const names = (await this.keys(prefix)).map((key) => key.slice(prefix.length).split('/'));
    return [...new Set(names.filter((parts) => parts.length > 1).map(([first]) => first!))].sort();
  }

  async keys(prefix: string): Promise<readonly string[]> {
    this.#check();
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<string | undefined> {
    this.#check();
    return this.objects.get(key);
  }

  async write(key: string, text: string): Promise<void> {
    this.#check();
    this.objects.set(key, text);
  }

  #check(): void {
    if (this.failure) throw this.failure;
  }
}
