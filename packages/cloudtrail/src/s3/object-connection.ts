import type { ObjectAnswer, ObjectGetter, ObjectRequest } from './object-getter.js';
import type { WaitBudget } from './wait-budget.js';

/** One request for an object and its body. Whoever waits for it does so within a budget; {@link end} ends every wait. */
export class ObjectConnection {
  readonly #getter: ObjectGetter;
  readonly #budget: WaitBudget;
  readonly #idleMs: number;
  readonly #abort = new AbortController();
  #body: ObjectAnswer['body'] | undefined;
  #pieces: AsyncIterator<Uint8Array> | undefined;
  #isOver = false;

  constructor(getter: ObjectGetter, budget: WaitBudget, idleMs: number) {
    this.#getter = getter;
    this.#budget = budget;
    this.#idleMs = idleMs;
  }

  /** Sends the request. How long its attempts may take the client knows; all of them have the budget. */
  async open(request: ObjectRequest): Promise<ObjectAnswer> {
    const answer = await this.#wait(Number.POSITIVE_INFINITY, () =>
      this.#getter.get(request, this.#abort.signal),
    );
    this.#body = answer.body;
    if (this.#abort.signal.aborted) this.#body.destroy();
    this.#pieces = answer.body[Symbol.asyncIterator]();
    return answer;
  }

  /** The next piece of the body that was opened; nothing at its end. */
  async next(): Promise<Uint8Array | undefined> {
    const pieces = this.#pieces;
    const result = await this.#wait(this.#idleMs, async () => pieces?.next());
    // Nothing is left to be released, and an abort for every object would cost more than it looks like.
    this.#isOver = result?.done === true;
    return result?.done ? undefined : result?.value;
  }

  /** Releases the connection, in whatever state it is. */
  end(reason?: Error): void {
    if (this.#isOver) return;
    this.#abort.abort(reason);
    this.#body?.destroy();
  }

  async #wait<Result>(limitMs: number, wait: () => Promise<Result>): Promise<Result> {
    const { signal } = this.#abort;
    const expire = () => this.end(new Error('nothing came for too long'));
    try {
      return await this.#budget.wait(limitMs, expire, wait);
    } catch (error) {
      // What an aborted stream says of it differs; why it was aborted is known here.
      throw signal.aborted ? signal.reason : error;
    }
  }
}
