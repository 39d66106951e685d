import type { LogScan, LogScanner, ScanStep } from '@fullstop/logscan';
import { type FileBody, piecesAtOnce } from '../../source/file-body.js';
import { ByteSource } from '../byte-source.js';
import { hasGzipMagic } from '../gzip-header.js';
import { type Answer, MESSAGES_AHEAD, type ScanState, type SentError, type SentStep } from './messages.js';

/** Sends an answer to the main thread; the memory of `bytes` goes with it. */
export type Send = (answer: Answer, bytes: ArrayBuffer[]) => void;

// Steps of one file are sent together as long as there is no more than this in them.
const MESSAGE_BYTES = 256 * 1024;

/** Scans files one after the other, and sends what comes of them; waits where nobody takes it. */
export class FileScans {
  readonly #scanner: LogScanner;
  readonly #maxCompressedBytes: number;
  readonly #send: Send;
  #last: Promise<void> = Promise.resolve();
  readonly #left = new Set<number>();
  #job = 0;
  #done = 0;
  #underWay = 0;
  #wake: () => void = () => undefined;

  constructor(scanner: LogScanner, maxCompressedBytes: number, send: Send) {
    this.#scanner = scanner;
    this.#maxCompressedBytes = maxCompressedBytes;
    this.#send = send;
  }

  /** Reads a file after those that were asked for before. */
  read(job: number, body: FileBody): void {
    this.#last = this.#last.then(() => this.#read(job, body));
  }

  /** Says that a message of a file was taken. */
  sendMore(job: number): void {
    if (job !== this.#job) return;
    this.#underWay -= 1;
    this.#wake();
  }

  /** Says that nobody wants the rest of a file. */
  leave(job: number): void {
    if (job <= this.#done) return;
    this.#left.add(job);
    this.#wake();
  }

  async #read(job: number, body: FileBody): Promise<void> {
    this.#job = job;
    this.#underWay = 0;
    const source = new ByteSource(piecesAtOnce(body));
    try {
      if (this.#left.has(job)) return;
      if (!hasGzipMagic(await source.peek(2))) {
        this.#send({ job, kind: 'foreign', steps: [] }, []);
        return;
      }
      source.maxBytes = this.#maxCompressedBytes;
      await this.#scanner.scan(source, (scan) => this.#follow(job, scan, source));
    } catch (error) {
      this.#send({ job, kind: 'failed', steps: [], error: sentError(error) }, []);
    } finally {
      this.#done = job;
      this.#left.delete(job);
      await source.close();
    }
  }

  async #follow(job: number, scan: LogScan, source: ByteSource): Promise<void> {
    const batch = new StepBatch();
    let ended = false;
    while (!ended) {
      let step: ScanStep;
      try {
        step = await scan.next();
      } catch (error) {
        // What was found before must arrive before the error does.
        if (batch.bytes > 0) this.#sendSteps(job, batch);
        throw error;
      }
      batch.add(step, stateOf(scan, source));
      ended = step.kind === 'end';
      if (!ended && batch.bytes < MESSAGE_BYTES) continue;
      this.#sendSteps(job, batch);
      if (!ended) await this.#untilWanted(job);
      if (this.#left.has(job)) return;
    }
  }

  #sendSteps(job: number, batch: StepBatch): void {
    const { steps, memory } = batch.take();
    this.#underWay += 1;
    this.#send({ job, kind: 'steps', steps }, memory);
  }

  async #untilWanted(job: number): Promise<void> {
    while (this.#underWay >= MESSAGES_AHEAD && !this.#left.has(job)) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

/** Steps on their way into one message. */
class StepBatch {
  bytes = 0;
  #steps: SentStep[] = [];
  #memory: ArrayBuffer[] = [];

  add(step: ScanStep, state: ScanState): void {
    if (step.kind === 'end') this.#steps.push({ kind: 'end', state });
    else if (step.kind === 'text') this.#steps.push({ kind: 'text', text: this.#copy([step.text]), state });
    else {
      let end = 0;
      const ends = step.elements.map(({ bytes }) => (end += bytes.length));
      const bytes = this.#copy(step.elements.map((element) => element.bytes));
      const indexes = step.elements.map(({ index }) => index);
      this.#steps.push({ kind: 'elements', indexes, ends, bytes, state });
    }
  }

  take(): { steps: SentStep[]; memory: ArrayBuffer[] } {
    const taken = { steps: this.#steps, memory: this.#memory };
    this.#steps = [];
    this.#memory = [];
    this.bytes = 0;
    return taken;
  }

  /** The scan writes over its memory in its next step. */
  #copy(parts: readonly Uint8Array[]): Uint8Array {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const copy = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      copy.set(part, at);
      at += part.length;
    }
    this.bytes += length;
    this.#memory.push(copy.buffer);
    return copy;
  }
}

function stateOf(scan: LogScan, source: ByteSource): ScanState {
  const { resumePoint, isCounted, records, textBytes, problem } = scan;
  const { bytesRead, exceeded } = source;
  return { resumePoint, isCounted, records, textBytes, problem, bytesRead, exceeded };
}

function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, code };
}
