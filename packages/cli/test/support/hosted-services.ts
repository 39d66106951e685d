import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHECKOUT, type ProcessOptions } from '@fullstop/tools/process';
import { until } from './processes.js';

/** What a host prints on both streams when a service has ended; `host-services.mjs` says the same. */
const END_OF_OUTPUT = '\u0004';

type HostedOptions = Pick<ProcessOptions, 'cwd' | 'env'>;

/**
 * Services of one test file, built code in processes that outlive them: to load what a service is made of takes a second,
 * to start it again in the same process a fraction of that. A service that is killed takes its process along. Tests of
 * what only a whole process can show, such as that it ends by itself, use `ServeProcess`.
 */
export class HostedServices {
  readonly #idle: Host[] = [];
  readonly #running = new Set<HostedService>();

  /** Starts `fullstop serve`. */
  start(options: HostedOptions, args: readonly string[] = []): HostedService {
    const host = this.#idle.pop() ?? new Host();
    const service = new HostedService(host, options, args, (isAlive) => {
      this.#running.delete(service);
      if (isAlive) this.#idle.push(host);
    });
    this.#running.add(service);
    return service;
  }

  /** Ends whatever a test has left running. */
  async killAll(): Promise<void> {
    await Promise.all([...this.#running].map((service) => service.end('SIGKILL')));
  }

  /** Ends all processes. */
  async stop(): Promise<void> {
    await this.killAll();
    await Promise.all(this.#idle.splice(0).map((host) => host.kill()));
  }
}

/** `fullstop serve` while it runs. */
export class HostedService {
  /** Lines of standard output and standard error so far. */
  readonly lines: string[] = [];
  readonly #host: Host;
  readonly #ended: Promise<number | null>;
  #hasEnded = false;

  constructor(
    host: Host,
    { cwd = CHECKOUT, env }: HostedOptions,
    args: readonly string[],
    onEnd: (isAlive: boolean) => void,
  ) {
    this.#host = host;
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
    const ports = { FULLSTOP_API_PORT: '0', FULLSTOP_MANAGEMENT_PORT: '0' };
    host.onLine = (line) => this.lines.push(line);
    this.#ended = host.serve({ args, cwd, env: { PATH, HOME, TMPDIR, ...ports, ...env } }).then((code) => {
      this.#hasEnded = true;
      onEnd(code !== null);
      return code;
    });
  }

  get ended(): boolean {
    return this.#hasEnded;
  }

  /** The first line that matches, as soon as it is there. @throws when it does not come. */
  async line(pattern: RegExp): Promise<string> {
    const found = () => this.lines.find((line) => pattern.test(line));
    await until(() => found() !== undefined || this.ended, `a line ${pattern}`, 60);
    const line = found();
    if (line === undefined)
      throw new Error(`the service ended without a line ${pattern}:\n${this.lines.join('\n')}`);
    return line;
  }

  /** Address of the health page. */
  async healthUrl(): Promise<string> {
    const line = await this.line(/Health: +http/);
    return /http:[^\s"]+/.exec(line)![0];
  }

  /** Resolves when everything that lay in the folder is stored. */
  async caughtUp(): Promise<void> {
    await this.line(/Everything that lay in the folder is stored/);
  }

  /** Ends the service, and resolves with the exit code (`null` after `SIGKILL`) when it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#hasEnded) return this.#ended;
    if (signal === 'SIGKILL') await this.#host.kill();
    else {
      // Before that, nobody listens for a signal.
      await this.healthUrl();
      this.#host.signal(signal);
    }
    return this.#ended;
  }
}

/** A process in which services run, one after the other. */
class Host {
  onLine: (line: string) => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #onEndOfOutput: () => void = () => undefined;

  constructor() {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'host-services.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      createInterface({ input: stream! }).on('line', (line) => {
        if (line === END_OF_OUTPUT) this.#onEndOfOutput();
        else this.onLine(line);
      });
  }

  /** Runs a service to its end. @returns its exit code; `null` when the process was killed. */
  async serve(call: object): Promise<number | null> {
    const answered = once(this.#child, 'message').then(([{ code }]) => code as number);
    // The answer does not come by the same way as the lines, and may be before the last of them.
    const printed = this.#endOfOutput();
    this.#child.send(call);
    return Promise.race([
      Promise.all([answered, printed]).then(([code]) => code),
      this.#closed.then(() => null),
    ]);
  }

  /** Resolves when both streams have come to the end of what a service prints. */
  #endOfOutput(): Promise<void> {
    let streams = 2;
    return new Promise((resolve) => {
      this.#onEndOfOutput = () => {
        streams -= 1;
        if (streams === 0) resolve();
      };
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.send({ signal });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
