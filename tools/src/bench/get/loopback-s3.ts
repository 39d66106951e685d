import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { REPOSITORY } from '../../repository.js';

// Built code, also in tests: Node runs it without help.
const PROGRAM = join(REPOSITORY, 'tools/dist/bench/get/server.js');

/** An S3 on loopback in a process of its own, with one object under every name. */
export class LoopbackS3 {
  readonly url: string;
  /** Of the object, with quotes. */
  readonly etag: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, { port, etag }: { port: number; etag: string }) {
    this.url = `http://127.0.0.1:${port}`;
    this.etag = etag;
    this.#process = process;
  }

  static async start(objectBytes: number): Promise<LoopbackS3> {
    const child = fork(PROGRAM, [String(objectBytes)]);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the S3 of the benchmark ended (${code}) before it served`);
    });
    const [place] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return new LoopbackS3(child, place as { port: number; etag: string });
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
