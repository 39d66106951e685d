import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Bucket, Buckets, BucketWriteOptions } from '@fullstop/core';
import { withinDeadline } from '../clients/deadline.js';
import { AwsCallTimeoutError } from '../errors/aws-errors.js';
import { factFrom } from '../errors/fact-from.js';

/** Bounds of calls to S3. */
export interface S3BucketsOptions {
  /**
   * Longest time of a call with all its attempts and its answer, in seconds. Less than the time limit of a check, so that a
   * check that S3 keeps waiting says so. Default 20.
   */
  readonly callDeadlineSeconds?: number;
}

/** Buckets in S3, with the service's own credentials. */
export class S3Buckets implements Buckets {
  readonly #client: () => S3Client;
  readonly #seconds: number;

  /** @param client makes or gives the client; called when the first request is made. */
  constructor(client: () => S3Client, { callDeadlineSeconds = 20 }: S3BucketsOptions = {}) {
    this.#client = client;
    this.#seconds = callDeadlineSeconds;
  }

  bucket(name: string): Bucket {
    return new S3Bucket(this.#client, name, this.#seconds);
  }
}

class S3Bucket implements Bucket {
  readonly #client: () => S3Client;
  readonly #name: string;
  readonly #seconds: number;

  constructor(client: () => S3Client, name: string, seconds: number) {
    this.#client = client;
    this.#name = name;
    this.#seconds = seconds;
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
    return this.#ask(`object ${key}`, async (abortSignal) => {
      const command = new GetObjectCommand({ Bucket: this.#name, Key: key });
      const { Body } = await this.#client().send(command, { abortSignal });
      return Body?.transformToString('utf-8');
    });
  }

  async write(
    key: string,
    content: string | Uint8Array,
    contentType: string,
    { signal }: BucketWriteOptions = {},
  ): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#name,
      Key: key,
      Body: content,
      ContentType: contentType,
    });
    await this.#ask(
      `place for ${key}`,
      (abortSignal) => this.#client().send(command, { abortSignal }),
      signal,
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
      const page = await this.#ask(`list of ${prefix}`, (abortSignal) =>
        this.#client().send(command, { abortSignal }),
      );
      // Only a missing key can be absent, and a list is of none.
      if (!page) return;
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  #ask<Answer>(
    what: string,
    call: (signal: AbortSignal) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer | undefined> {
    const fact = `${what} in bucket ${this.#name}`;
    const error = () => new AwsCallTimeoutError(`Asking S3 for the ${fact}`, this.#seconds);
    const bounded = () => withinDeadline({ seconds: this.#seconds, error, signal }, call);
    return factFrom(fact, bounded, [NoSuchKey.name]);
  }
}
