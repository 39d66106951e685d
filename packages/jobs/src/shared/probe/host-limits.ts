import pLimit, { type LimitFunction } from 'p-limit';

/** Bounds how many tasks run at once, in all and for each host. Further ones wait. */
export class HostLimits {
  readonly #all: LimitFunction;
  readonly #hosts = new Map<string, LimitFunction>();

  constructor(
    total: number,
    private readonly perHost: number,
  ) {
    this.#all = pLimit(total);
  }

  async run<T>(host: string, task: () => Promise<T>): Promise<T> {
    const ofHost = this.#hosts.get(host) ?? pLimit(this.perHost);
    this.#hosts.set(host, ofHost);
    try {
      // The host first: who waits for a slow host must not keep others waiting.
      return await ofHost(() => this.#all(task));
    } finally {
      if (ofHost.activeCount + ofHost.pendingCount === 0) this.#hosts.delete(host);
    }
  }
}
