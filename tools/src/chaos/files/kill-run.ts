import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ServeProcess } from '../../support/fullstop-process.js';
import type { DatabaseEnvironment } from '../../support/stored-findings.js';
import type { HeldFiles } from './held-files.js';

/** A line of the log that says that one more file is stored. */
const FILE_READ = /"message":"Log file read"/;

/**
 * Lets the service read the folder, and kills it so many times while it does: now and then before it has read anything,
 * otherwise a random time after a random file.
 * @param held files that are not in the folder yet. Every life gets `filesPerLife` of them, so that there is something
 *   to read, and to be killed at, however far the lives before it came.
 * @returns files that were seen stored in the lives that were cut short.
 */
export async function killedRuns(
  logs: string,
  held: HeldFiles,
  database: DatabaseEnvironment,
  kills: number,
  filesPerLife: number,
): Promise<number> {
  let filesRead = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    await held.layBack(filesPerLife);
    const service = new ServeProcess({ env: { FULLSTOP_LOGS: logs, FULLSTOP_PARTS: 'ingest', ...database } });
    const files = randomInt(filesPerLife + 1);
    if (files === 0) await delay(randomInt(2000));
    else await service.line(FILE_READ, { count: files });
    await delay(randomInt(30));
    if (service.ended) throw new Error(`The service ended by itself:\n${service.lines.join('\n')}`);
    await service.end('SIGKILL');
    filesRead += service.lines.filter((line) => FILE_READ.test(line)).length;
  }
  return filesRead;
}
