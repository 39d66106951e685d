import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { REPOSITORY } from './repository.js';
import { writeSampleWorld } from './sample-world/index.js';

// `npm start`: Fullstop on log files of our own, so that there is something to see; with FULLSTOP_LOGS, on others.
const given = process.env.FULLSTOP_LOGS;
const logs = given ? resolve(given) : await sampleLogs();
process.exitCode = await serve(logs);

async function sampleLogs(): Promise<string> {
  const world = await writeSampleWorld(join(REPOSITORY, '.fullstop', 'sample-world'));
  const { files, records, expectedViolations, logs: folder } = world;
  const where = relative(process.cwd(), folder);
  console.log(
    `Sample world in ${where}: ${files} log files, ${records} records, ${expectedViolations.length} violations.`,
  );
  console.log('Set FULLSTOP_LOGS to read a folder of your own.');
  return folder;
}

async function serve(folder: string): Promise<number> {
  const program = join(REPOSITORY, 'packages', 'cli', 'bin', 'fullstop.js');
  const child = spawn(process.execPath, [program, 'serve', '--report'], {
    cwd: REPOSITORY,
    env: { ...process.env, FULLSTOP_LOGS: folder },
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => {
    // Ctrl-C reaches every process at the terminal, and a second one would ask the service to give up waiting.
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  return new Promise((ended, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => ended(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}
