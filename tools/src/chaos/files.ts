import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSampleWorld } from '../sample-world/index.js';
import { cleanRun } from '../support/clean-run.js';
import { embeddedFolder } from '../support/embedded-folder.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { type DatabaseEnvironment, difference } from '../support/stored-findings.js';
import { HeldFiles } from './files/held-files.js';
import { killedRuns } from './files/kill-run.js';

export const summary = 'kill -9 of the service while it reads a folder: nothing lost, nothing twice';

/** Size of a run. */
export interface FilesChaosOptions {
  readonly files: number;
  readonly kills: number;
  readonly backends: readonly Backend[];
}

/** A database to run on. */
export type Backend = 'pglite' | 'postgresql';

/** What came of one run. */
export interface FilesChaosReport {
  readonly backend: Backend;
  readonly kills: number;
  /** Files whose storing was seen in lives that were cut short. */
  readonly filesBeforeKills: number;
  /** Violations and unfinished checks of a clean run. */
  readonly expected: number;
  readonly lost: readonly string[];
  readonly added: readonly string[];
}

/** `npm run chaos -- files [--files N] [--kills N] [--backend pglite|postgresql]` */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: 'string', default: '200' },
      kills: { type: 'string', default: '20' },
      backend: { type: 'string', multiple: true, default: ['pglite', 'postgresql'] },
    },
  });
  const backends = values.backend.map(backendNamed);
  const [files, kills] = [Number(values.files), Number(values.kills)];
  if (!(kills >= 1 && files >= kills)) throw new Error('--files is at least --kills, and --kills at least 1');
  const reports = await filesChaos({ files, kills, backends });
  for (const { backend, kills, filesBeforeKills, expected, lost, added } of reports) {
    console.log(
      `${backend}: ${values.files} files, ${kills} kills (${filesBeforeKills} files stored before them), ` +
        `${expected} findings expected, ${lost.length} lost, ${added.length} twice or made up`,
    );
    for (const finding of lost) console.log(`  lost: ${finding}`);
    for (const finding of added) console.log(`  added: ${finding}`);
  }
  return reports.every(({ lost, added }) => lost.length + added.length === 0) ? 0 : 1;
}

/** Kills the service again and again while it reads generated files, and compares with what an undisturbed one stores. */
export async function filesChaos({ files, kills, backends }: FilesChaosOptions): Promise<FilesChaosReport[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-chaos-'));
  const server = await startPostgresServer();
  const embedded = await embeddedFolder();
  try {
    await writeSampleWorld(join(folder, 'world'), { files, seed: 11 });
    const logs = join(folder, 'world', 'logs');
    const expected = await cleanRun(logs, { DATABASE_URL: await server.createDatabase() });
    const reports: FilesChaosReport[] = [];
    for (const backend of backends) {
      const database: DatabaseEnvironment =
        backend === 'postgresql'
          ? { DATABASE_URL: await server.createDatabase() }
          : { FULLSTOP_DATA_DIRECTORY: embedded.dataDirectory };
      const held = await HeldFiles.take(logs, join(folder, `held-${backend}`));
      const filesBeforeKills = await killedRuns(logs, held, database, kills, Math.floor(files / kills));
      await held.layAllBack();
      const stored = await cleanRun(logs, database);
      reports.push({
        backend,
        kills,
        filesBeforeKills,
        expected: expected.length,
        ...difference(expected, stored),
      });
    }
    return reports;
  } finally {
    await server.stop();
    await embedded.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function backendNamed(name: string): Backend {
  if (name === 'pglite' || name === 'postgresql') return name;
  throw new Error(`--backend is pglite or postgresql, not ${name}`);
}
