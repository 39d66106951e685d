import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Bucket, Buckets } from '@fullstop/core';
import { factFrom } from '../errors/fact-from.js';

/** Buckets in S3, with the service's own credentials. */
export class S3Buckets implements Buckets {
  readonly #client: () => S3Client;

  /** @param client makes or gives the client; called when the first request is made. */
  constructor(client: () => S3Client) {
    this.#client = client;
  }

  bucket(name: string): Bucket {
    return new S3Bucket(this.#client, name);
  }
}

class S3Bucket implements Bucket {
  readonly #client: () => S3Client;
  readonly #name: string;

  constructor(client: () => S3Client, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async folders(prefix: string): Promise<readonly string[]> {
    const folders: string[] = [];
    for await (const { CommonPrefixes = [] } of this.#pages(prefix, '/')) {
      for (const { Prefix = '' } of CommonPrefixes) folders.push(Prefix.slice(prefix.length, -1));
    }
    return folders.sort();
  }

  async keys(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of this.#pages(prefix, undefined)) {
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);
    }
    return keys.sort();
  }

  read(key: string): Promise<string | undefined> {
    return this.#ask(`object ${key}`, async () => {
      const { Body } = await this.#client().send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
      return Body?.transformToString('utf-8');
    });
  }

  async write(key: string, text: string, contentType: string): Promise<void> {
    await this.#ask(`place for ${key}`, () =>
      this.#client().send(
        new PutObjectCommand({ Bucket: this.#name, Key: key, Body: text, ContentType: contentType }),
      ),
    );
  }

  async *#pages(prefix: string, delimiter: string | undefined): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#name,
        Prefix: prefix,
        ...(delimiter !== undefined && { Delimiter: delimiter }),
        ...(token !== undefined && { ContinuationToken: token }),
      });
      const page = await this.#ask(`list of ${prefix}`, () => this.#client().send(command));
      // Only a missing key can be absent, and a list is of none.
      if (!page) return;
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  #ask<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer | undefined> {
    return factFrom(`${what} in bucket ${this.#name}`, call, [NoSuchKey.name]);
  }
}
