import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_SECONDS = 60;

/** An npm registry on loopback that holds our packages and nothing else. It asks nobody. */
export class LocalRegistry {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #log = '';

  private constructor(port: number, child: ChildProcess) {
    this.url = `http://127.0.0.1:${port}/`;
    this.#child = child;
    this.#closed = once(child, 'close');
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
  }

  /**
   * Starts it; everybody may publish.
   * @param folder where it keeps its files; made when it is not there.
   * @throws {Error} with what it printed, when it does not answer in time.
   */
  static async start(folder: string): Promise<LocalRegistry> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const config = join(folder, 'config.yaml');
    // YAML takes JSON.
    writeFileSync(config, JSON.stringify(configOf(folder)));
    const program = join(
      dirname(createRequire(import.meta.url).resolve('verdaccio/package.json')),
      'bin/verdaccio',
    );
    const args = [program, '--config', config, '--listen', `127.0.0.1:${port}`];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const registry = new LocalRegistry(port, child);
    try {
      await registry.#answers();
    } catch (error) {
      await registry.stop();
      throw error;
    }
    return registry;
  }

  /** Ends it, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
  }

  async #answers(): Promise<void> {
    const endsAt = Date.now() + START_SECONDS * 1000;
    while (Date.now() < endsAt && this.#child.exitCode === null) {
      const answer = await fetch(`${this.url}-/ping`).catch(() => undefined);
      if (answer?.ok) return;
      await delay(100);
    }
    throw new Error(`The registry does not answer:\n${this.#log}`);
  }
}

function configOf(folder: string): unknown {
  return {
    storage: join(folder, 'storage'),
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    max_body_size: '100mb',
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('Loopback has no free port.');
  return address.port;
}
