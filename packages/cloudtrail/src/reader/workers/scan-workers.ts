import { Worker } from 'node:worker_threads';
import type { FileBody } from '../../source/file-body.js';
import { LogWorkerError } from './log-worker-error.js';
import { type Answer, isLast, type Request, type WorkerOrders } from './messages.js';
import { RemoteScan } from './remote-scan.js';

// The one that is under way, and some to go on with while the main thread is busy.
const FILES_PER_WORKER = 4;
// A scan leaves little behind; with more room for it, a thread would only take more memory.
const YOUNG_MEMORY_MB = 4;
const CLOSED = 'reading was ended';

/** Threads that share nothing and scan files: started when they are needed, and replaced when they end. */
export class ScanWorkers {
  readonly #orders: WorkerOrders;
  readonly #maxWorkers: number;
  readonly #script: URL;
  readonly #threads = new Set<Thread>();
  readonly #waiting: RemoteScan[] = [];
  #jobs = 0;

  /** @param script what the threads run. */
  constructor(orders: WorkerOrders, maxWorkers: number, script: URL) {
    this.#orders = orders;
    this.#maxWorkers = maxWorkers;
    this.#script = script;
  }

  /** Scans a file as soon as a thread is free; in the order of the calls. */
  begin(body: FileBody): RemoteScan {
    const scan = new RemoteScan(body);
    this.#waiting.push(scan);
    this.#assign();
    return scan;
  }

  /** Ends the threads; what was not read yet fails. */
  async close(): Promise<void> {
    const threads = [...this.#threads];
    this.#threads.clear();
    failAll(this.#waiting.splice(0));
    await Promise.all(threads.map((thread) => thread.close()));
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      if (!thread) return;
      this.#jobs += 1;
      thread.begin(this.#jobs, this.#waiting.shift()!);
    }
  }

  /** The thread with the least to do; a new one where all have something to do. */
  #freeThread(): Thread | undefined {
    const [least] = [...this.#threads].sort((left, right) => left.load - right.load);
    if (least?.load === 0) return least;
    if (this.#threads.size < this.#maxWorkers) return this.#newThread();
    return least && least.load < FILES_PER_WORKER ? least : undefined;
  }

  #newThread(): Thread {
    const thread = new Thread(this.#newWorker(), {
      onFree: () => this.#assign(),
      onEnd: (untouched) => {
        if (!this.#threads.delete(thread)) return failAll(untouched);
        this.#waiting.unshift(...untouched);
        this.#assign();
      },
    });
    this.#threads.add(thread);
    return thread;
  }

  #newWorker(): Worker {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEMORY_MB };
    return new Worker(this.#script, { workerData: this.#orders, resourceLimits });
  }
}

function failAll(scans: readonly RemoteScan[]): void {
  for (const scan of scans) scan.fail(new LogWorkerError(scan.body.path, new Error(CLOSED)));
}

interface ThreadEvents {
  /** A file is done. */
  readonly onFree: () => void;
  /** The thread is gone; of these files it has done nothing. */
  readonly onEnd: (untouched: readonly RemoteScan[]) => void;
}

class Thread {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  readonly #scans = new Map<number, RemoteScan>();
  #reason: unknown = new Error('it ended by itself');

  constructor(worker: Worker, events: ThreadEvents) {
    this.#worker = worker;
    this.#events = events;
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('messageerror', (error) => void this.#stop(error));
    worker.on('error', (error) => {
      this.#reason = error;
    });
    worker.on('exit', () => this.#onExit());
    worker.unref();
  }

  /** How many files it has to read. */
  get load(): number {
    return this.#scans.size;
  }

  begin(job: number, scan: RemoteScan): void {
    const { path, sizeBytes } = scan.body;
    this.#scans.set(job, scan);
    this.#worker.ref();
    scan.control = {
      more: () => this.#post({ kind: 'more', job }),
      leave: () => {
        this.#post({ kind: 'leave', job });
        this.#finish(job);
      },
    };
    this.#post({ kind: 'read', job, path, sizeBytes });
  }

  async close(): Promise<void> {
    await this.#stop(new Error(CLOSED));
  }

  async #stop(reason: unknown): Promise<void> {
    this.#reason = reason;
    await this.#worker.terminate();
  }

  #take(answer: Answer): void {
    const scan = this.#scans.get(answer.job);
    if (!scan) return;
    scan.take(answer);
    if (isLast(answer)) this.#finish(answer.job);
  }

  #finish(job: number): void {
    this.#scans.delete(job);
    // A thread without work must not keep the process alive.
    if (this.#scans.size === 0) this.#worker.unref();
    this.#events.onFree();
  }

  #onExit(): void {
    // Files are read in order, so the first one is what it was at.
    const [current, ...others] = this.#scans.values();
    this.#scans.clear();
    current?.fail(new LogWorkerError(current.body.path, this.#reason));
    this.#events.onEnd(others);
  }

  #post(request: Request): void {
    this.#worker.postMessage(request);
  }
}
