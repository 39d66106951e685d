import { randomInt } from 'node:crypto';
import { ServeProcess } from '../../support/fullstop-process.js';

/** Lines at most that are shown of what a service said at the end. */
const LAST_LINES = 40;
const START_SECONDS = 60;
const MAX_FAILED_STARTS_IN_A_ROW = 20;

/** Processes that read one queue; each is started again when it is gone. */
export class Consumers {
  readonly #env: Readonly<Record<string, string>>;
  readonly #running = new Set<ServeProcess>();
  /** Those that have come to the queue, and since when they may be killed. */
  readonly #polling = new Map<ServeProcess, number>();
  readonly #killed = new WeakSet<ServeProcess>();
  readonly #crashes: string[] = [];
  readonly #loops: Promise<void>[];
  #isStopping = false;
  #starts = 0;
  #kills = 0;
  #failedStarts = 0;

  constructor(count: number, env: Readonly<Record<string, string>>) {
    this.#env = env;
    this.#loops = Array.from({ length: count }, () => this.#keepRunning());
    // Whoever stops the consumers hears of it.
    for (const loop of this.#loops) loop.catch(() => undefined);
  }

  get kills(): number {
    return this.#kills;
  }

  get starts(): number {
    return this.#starts;
  }

  /** Starts that came to nothing, for the database connection was dropped for example. */
  get failedStarts(): number {
    return this.#failedStarts;
  }

  /** The last words of services that polled and then ended though nobody had asked them to, or not in order. */
  get crashes(): readonly string[] {
    return this.#crashes;
  }

  /**
   * Kills one that has polled for a moment: of random length, up to half the time that its start took. Starts take seconds, more
   * on a busy machine, and whoever is killed at once each time never finishes an object. @returns whether there was one.
   */
  kill(): boolean {
    const now = performance.now();
    const mayDie = ([service, since]: readonly [ServeProcess, number]) =>
      since <= now && !this.#killed.has(service);
    const victims = [...this.#polling].filter(mayDie);
    if (victims.length === 0) return false;
    const [victim] = victims[randomInt(victims.length)]!;
    this.#killed.add(victim);
    this.#kills += 1;
    void victim.end('SIGKILL');
    return true;
  }

  /** Ends all in order. @throws when they could not be kept running. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running].map((service) => this.#endInOrder(service)));
    await Promise.all(this.#loops);
  }

  async #endInOrder(service: ServeProcess): Promise<void> {
    const wasPolling = this.#polling.has(service) && !this.#killed.has(service);
    const code = await service.end(wasPolling ? 'SIGTERM' : 'SIGKILL');
    if (wasPolling && code !== 0) this.#crashes.push(lastWords(service, `exit code ${code} after SIGTERM`));
  }

  async #keepRunning(): Promise<void> {
    for (let failures = 0; !this.#isStopping; ) {
      const service = new ServeProcess({ env: this.#env });
      this.#starts += 1;
      this.#running.add(service);
      const hasStarted = await this.#untilEnd(service);
      this.#running.delete(service);
      failures = hasStarted ? 0 : failures + 1;
      if (failures >= MAX_FAILED_STARTS_IN_A_ROW) throw new Error(lastWords(service, 'does not start'));
    }
  }

  /** @returns whether it came to poll. */
  async #untilEnd(service: ServeProcess): Promise<boolean> {
    const startedAt = performance.now();
    try {
      await service.line(/"message":"Polling /, { timeoutSeconds: START_SECONDS });
    } catch {
      // It ended before, or hangs; what it said is in its lines.
      if (!this.#isStopping) this.#failedStarts += 1;
      await service.end('SIGKILL');
      return false;
    }
    const startMs = performance.now() - startedAt;
    this.#polling.set(service, performance.now() + (Math.random() * startMs) / 2);
    await service.closed;
    this.#polling.delete(service);
    if (!this.#isStopping && !this.#killed.has(service)) {
      this.#crashes.push(lastWords(service, 'ended by itself'));
    }
    return true;
  }
}

/** What a service said after its last line of log: the error that Node prints; else that line. */
function lastWords({ lines }: ServeProcess, what: string): string {
  const lastLogged = lines.findLastIndex((line) => line.startsWith('{"'));
  const words = lines.slice(lastLogged + 1);
  return [
    `fullstop serve ${what}:`,
    ...(words.length > 0 ? words : lines.slice(-1)).slice(0, LAST_LINES),
  ].join('\n');
}
