import type { ResumePoint, ScanProblem, ScanStep } from '@fullstop/logscan';
import type { FileBody } from '../../source/file-body.js';
import type { BodyScan, ScannedBody } from '../scan-reading.js';
import { type Answer, isLast, type ScanState, type SentError, type SentStep } from './messages.js';

const NOTHING_YET: ScanState = {
  resumePoint: undefined,
  isCounted: false,
  records: 0,
  textBytes: 0,
  problem: undefined,
  bytesRead: 0,
  exceeded: false,
};

/** What a remote scan asks of the thread that scans. */
export interface RemoteControl {
  /** The oldest message was taken: there may be another one. */
  more(): void;
  /** Nobody wants the rest. */
  leave(): void;
}

/** A scan that takes place in another thread, as if it took place here. */
export class RemoteScan implements BodyScan, ScannedBody {
  readonly body: FileBody;
  control: RemoteControl | undefined;
  readonly #answers: Answer[] = [];
  #steps: SentStep[] = [];
  #state = NOTHING_YET;
  #failure: unknown;
  #complete = false;
  #wake: () => void = () => undefined;

  constructor(body: FileBody) {
    this.body = body;
  }

  get resumePoint(): ResumePoint | undefined {
    return this.#state.resumePoint;
  }

  get isCounted(): boolean {
    return this.#state.isCounted;
  }

  get records(): number {
    return this.#state.records;
  }

  get textBytes(): number {
    return this.#state.textBytes;
  }

  get problem(): ScanProblem | undefined {
    return this.#state.problem;
  }

  get bytesRead(): number {
    return this.#state.bytesRead;
  }

  get exceeded(): boolean {
    return this.#state.exceeded;
  }

  /** Whether the file is one that no scan can read. @throws when it cannot be read at all. */
  async isForeign(): Promise<boolean> {
    await this.#arrival();
    return this.#answers[0]?.kind === 'foreign';
  }

  /** @throws what reading the file has thrown, or a {@link LogWorkerError}. */
  async next(): Promise<ScanStep> {
    let step = this.#steps.shift();
    while (!step) {
      await this.#arrival();
      const answer = this.#answers.shift()!;
      if (answer.kind === 'failed') throw fileError(answer.error);
      this.#steps = [...answer.steps];
      if (!isLast(answer)) this.control?.more();
      step = this.#steps.shift();
    }
    this.#state = step.state;
    return stepOf(step);
  }

  /** Nobody asks for anything any more. */
  end(): void {
    if (!this.#complete) this.control?.leave();
    this.#complete = true;
    this.#answers.length = 0;
    this.#steps = [];
  }

  /** Takes an answer of the thread. */
  take(answer: Answer): void {
    if (this.#complete) return;
    this.#complete = isLast(answer);
    this.#answers.push(answer);
    this.#wake();
  }

  /** Says that no answer will come any more; those that came are still good. */
  fail(error: unknown): void {
    if (this.#complete) return;
    this.#complete = true;
    this.#failure = error;
    this.#wake();
  }

  async #arrival(): Promise<void> {
    while (this.#answers.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

function stepOf(step: SentStep): ScanStep {
  if (step.kind === 'end') return { kind: 'end' };
  if (step.kind === 'text') return { kind: 'text', text: bufferOf(step.text) };
  const bytes = bufferOf(step.bytes);
  const elements = step.indexes.map((index, at) => ({
    index,
    bytes: bytes.subarray(step.ends[at - 1] ?? 0, step.ends[at]),
  }));
  return { kind: 'elements', elements };
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function fileError({ message, code }: SentError): Error {
  return Object.assign(new Error(message), code !== undefined && { code });
}
