import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@fullstop/core';
import { ChecksumCalculation, type ObjectChecksum } from './object-checksum.js';
import { ObjectConnection } from './object-connection.js';
import type { ObjectAnswer, ObjectGetter, ObjectRequest } from './object-getter.js';
import { S3ObjectChangedError, S3UnavailableError, toS3Error } from './s3-errors.js';
import { WaitBudget } from './wait-budget.js';

/** How long, and how often, one reading of an object waits for S3. */
export interface ReadPatience {
  /**
   * Time that may be spent waiting for the network, in seconds; what the reader does between two pieces does not count.
   * Default 300.
   */
  readonly deadlineSeconds?: number;
  /** How long the next piece of a body may take before the connection counts as broken, in seconds. Default 30. */
  readonly idleTimeoutSeconds?: number;
  /** How often a reading goes on after its connection broke. Default 3; 0 is never. */
  readonly maxResumes?: number;
}

/** What a reading wants: a version of an object. */
export type ObjectVersion = Omit<ObjectRequest, 'fromByte'>;

const FIRST_PAUSE_MS = 100;

/**
 * One reading of one version of an object. When the connection breaks it asks for the rest, from the byte where it broke,
 * of the same version. `return` releases the connection at once, also while a piece is waited for.
 */
export class ObjectBody implements AsyncIterableIterator<Uint8Array> {
  readonly #getter: ObjectGetter;
  readonly #version: ObjectVersion;
  readonly #signal: AbortSignal | undefined;
  readonly #budget: WaitBudget;
  readonly #idleMs: number;
  readonly #maxResumes: number;
  #connection: ObjectConnection | undefined;
  #opened = false;
  #resumes = 0;
  #position = 0;
  #totalBytes: number | undefined;
  #checksum: ObjectChecksum | undefined;
  #calculation: ChecksumCalculation | undefined;
  #closed = false;

  /** @param signal ends the reading; its reason is what the pieces throw then. */
  constructor(
    getter: ObjectGetter,
    version: ObjectVersion,
    patience: ReadPatience = {},
    signal?: AbortSignal,
  ) {
    this.#getter = getter;
    this.#version = version;
    this.#signal = signal;
    this.#budget = new WaitBudget((patience.deadlineSeconds ?? 300) * 1000);
    this.#idleMs = (patience.idleTimeoutSeconds ?? 30) * 1000;
    this.#maxResumes = patience.maxResumes ?? 3;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws {S3AccessError | S3ObjectChangedError | S3UnavailableError} or the reason of the signal. */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    try {
      while (!this.#closed) {
        const piece = await this.#piece();
        if (piece) return { done: false, value: piece };
      }
    } catch (error) {
      // A wait that ended because nobody wants the rest is no error.
      if (!this.#closed) {
        await this.return();
        throw this.#reasonFor(error);
      }
    }
    return { done: true, value: undefined };
  }

  /** Ends the reading and releases its connection. Never throws. */
  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#closed = true;
    this.#disconnect();
    return { done: true, value: undefined };
  }

  /** The next piece; nothing when the connection has none, which may be the end or a new beginning. */
  async #piece(): Promise<Uint8Array | undefined> {
    const connection = this.#opened ? this.#connection : await this.#connect();
    let piece: Uint8Array | undefined;
    try {
      piece = await connection?.next();
      if (!piece) this.#checkEnd();
    } catch (error) {
      await this.#afterBreak(error);
      return undefined;
    }
    if (piece) this.#take(piece);
    else this.#finish();
    return piece;
  }

  #take(piece: Uint8Array): void {
    this.#calculation?.update(piece);
    this.#position += piece.length;
  }

  async #connect(): Promise<ObjectConnection> {
    this.#signal?.throwIfAborted();
    const connection = new ObjectConnection(this.#getter, this.#budget, this.#idleMs);
    this.#connection = connection;
    this.#signal?.addEventListener('abort', this.#disconnect);
    this.#checkAnswer(await connection.open({ ...this.#version, fromByte: this.#position }));
    this.#opened = true;
    return connection;
  }

  readonly #disconnect = (): void => {
    this.#signal?.removeEventListener('abort', this.#disconnect);
    this.#connection?.end();
    this.#connection = undefined;
    this.#opened = false;
  };

  /** @throws when the answer is not what follows what was read so far. */
  #checkAnswer({ etag, fromByte, totalBytes, checksum }: ObjectAnswer): void {
    if (etag !== undefined && etag !== this.#version.etag) throw new S3ObjectChangedError(this.#version);
    const isRest = fromByte === this.#position && (this.#position === 0 || totalBytes === this.#totalBytes);
    if (!isRest) {
      const wanted = `bytes from ${this.#position} of ${this.#totalBytes ?? 'an unknown number'}`;
      const got = `bytes from ${fromByte} of ${totalBytes ?? 'an unknown number'}`;
      throw new S3UnavailableError(this.#version, `${wanted} were asked for and ${got} came`);
    }
    this.#totalBytes = totalBytes;
    // The same version goes on after a break, so what the first answer said holds to the end.
    if (this.#position > 0) return;
    this.#checksum = checksum;
    this.#calculation = checksum && new ChecksumCalculation(checksum.algorithm);
  }

  /** A body came to its end. @throws when it is too early. */
  #checkEnd(): void {
    if (this.#position < (this.#totalBytes ?? 0)) throw new Error('the body ended early');
  }

  /** All bytes came. @throws when they are not those that were stored. */
  #finish(): void {
    const calculated = this.#calculation?.digest();
    if (calculated !== this.#checksum?.value) {
      const problem = `the ${this.#checksum?.algorithm} of what came is ${calculated} and not ${this.#checksum?.value}`;
      throw new S3UnavailableError(this.#version, problem);
    }
    this.#closed = true;
    this.#disconnect();
  }

  /** Gets ready to go on. @throws when that cannot be. */
  async #afterBreak(error: unknown): Promise<void> {
    this.#disconnect();
    if (this.#closed || this.#signal?.aborted || this.#budget.spent) throw error;
    if (this.#position === this.#totalBytes) {
      // Only the farewell was not in order.
      this.#finish();
      return;
    }
    if (this.#resumes >= this.#maxResumes) {
      const problem = `the connection broke ${this.#progress}, resumed ${this.#resumes} times (${messageOf(error)})`;
      throw new S3UnavailableError(this.#version, problem, { cause: error });
    }
    const pauseMs = FIRST_PAUSE_MS * 2 ** this.#resumes;
    this.#resumes += 1;
    await delay(pauseMs, undefined, this.#signal && { signal: this.#signal });
  }

  #reasonFor(error: unknown): unknown {
    if (this.#signal?.aborted) return this.#signal.reason;
    if (!this.#budget.spent) return toS3Error(error, this.#version);
    const problem = `waiting for it took longer than the deadline, ${this.#progress}`;
    return new S3UnavailableError(this.#version, problem, { cause: error });
  }

  get #progress(): string {
    return `after ${this.#position} of ${this.#totalBytes ?? '?'} bytes`;
  }
}
