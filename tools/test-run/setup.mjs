import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { register } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * What is slow to make and is shared by all test files of a run: a PostgreSQL server, and the folder of an embedded
 * database for them to copy. Each is made when the first file asks for it. This process has them, so that they are there
 * until all workers are done, and gone afterwards.
 */
export default async function setup() {
  if (userInfo().uid === 0) await makePostgresUser();
  const shared = new SharedThings();
  const door = createServer(async ({ url }, response) => {
    try {
      response.end(await shared.get(url.slice(1)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  process.env.FULLSTOP_TEST_RUN = `http://127.0.0.1:${door.address().port}`;
  globalThis.fullstopTestRun = {
    async stop() {
      door.close();
      door.closeAllConnections();
      await shared.stop();
    },
  };
}

/** Makes the user that servers run as, since they refuse to run as root. Two that start at once would both try to. */
async function makePostgresUser() {
  const run = promisify(execFile);
  const isThere = await run('id', ['-u', 'postgres']).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await run('groupadd', ['postgres']);
  await run('useradd', ['-g', 'postgres', 'postgres']);
}

class SharedThings {
  #made = new Map();
  #stops = [];

  /** URL of the server, or path of the folder. */
  get(name) {
    if (!this.#made.has(name))
      this.#made.set(name, name === 'postgres' ? this.#postgres() : this.#embedded());
    return this.#made.get(name);
  }

  async stop() {
    await Promise.allSettled(this.#made.values());
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  async #postgres() {
    // Tests run without a build.
    register('../../packages/store/test/support/typescript-hooks.mjs', import.meta.url);
    const { startOwnServer } = await import('../src/support/postgres-server.ts');
    const server = await startOwnServer({ maxConnections: 200 });
    this.#stops.push(() => server.stop());
    return server.url;
  }

  async #embedded() {
    const folder = await mkdtemp(join(tmpdir(), 'fullstop-embedded-'));
    this.#stops.push(() => rm(folder, { recursive: true, force: true }));
    const database = join(folder, 'database');
    // In a process of its own: this one must answer meanwhile.
    const script = `import { PGlite } from '@electric-sql/pglite'; await (await PGlite.create(process.argv[1])).close();`;
    const cwd = join(import.meta.dirname, '../..');
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, database], { cwd });
    return database;
  }
}
