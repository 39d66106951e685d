import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** The beginning of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** The network is told to wait when so much of a body waits for its reader. */
const MAX_WAITING_BYTES = 256 * 1024;

const END: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined };

interface Waiter<Result> {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** One request of undici's and its answer, whose body is read piece by piece, for one reader. */
export class Exchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Uint8Array, undefined> {
  /** Rejects when there is no answer. */
  readonly head: Promise<AnswerHead>;
  #beginning!: Waiter<AnswerHead>;
  #controller: Dispatcher.DispatchController | undefined;
  #pieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #reader: Waiter<IteratorResult<Uint8Array, undefined>> | undefined;
  #ended = false;
  #error: Error | undefined;

  constructor() {
    this.head = new Promise((resolve, reject) => {
      this.#beginning = { resolve, reject };
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have waited for a connection for longer than anybody wants it.
    if (this.#error) controller.abort(this.#error);
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    const isPreliminary = status < 200;
    if (!isPreliminary) this.#beginning.resolve({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Uint8Array): void {
    if (this.#reader) {
      this.#answerReader().resolve({ done: false, value: piece });
      return;
    }
    this.#pieces.push(piece);
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes >= MAX_WAITING_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#ended = true;
    if (this.#reader) this.#answerReader().resolve(END);
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** For one caller at a time. @throws what ended the body too early. */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const value = this.#pieces.shift();
    if (value) {
      this.#waitingBytes -= value.length;
      if (this.#waitingBytes === 0 && this.#controller?.paused) this.#controller.resume();
      return { done: false, value };
    }
    if (this.#error) throw this.#error;
    if (this.#ended) return END;
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /** Gives up what has not come, and the connection with it. One whose body came to its end can serve others. */
  destroy(error: Error = new Error('the body was given up')): void {
    if (this.#ended) return;
    this.#fail(error);
    this.#pieces = [];
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#beginning.reject(error);
    if (this.#reader) this.#answerReader().reject(error);
  }

  #answerReader(): Waiter<IteratorResult<Uint8Array, undefined>> {
    const reader = this.#reader!;
    this.#reader = undefined;
    return reader;
  }
}
