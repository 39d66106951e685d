import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, ViolationQueries } from '@fullstop/store';
import { ServeProcess } from '../../support/fullstop-process.js';

/** What a service stored: one text per violation and per unfinished check, sorted, without what differs between runs. */
export type StoredFindings = readonly string[];

/** Settings of a database for `fullstop serve`, as environment variables. */
export type DatabaseEnvironment = Readonly<Record<string, string>>;

/** A line of the log that says that one more file is stored. */
const FILE_READ = /"message":"Log file read"/;
const PAGE = 1000;

/** Lets the service read the folder once, from beginning to end, undisturbed. */
export async function cleanRun(logs: string, database: DatabaseEnvironment): Promise<StoredFindings> {
  const service = new ServeProcess({ env: { FULLSTOP_LOGS: logs, ...database } });
  try {
    await service.caughtUp();
  } finally {
    await service.end();
  }
  return storedFindings(database);
}

/**
 * Lets the service read the folder, and kills it so many times while it does: now and then before it has read anything,
 * otherwise a random time after a random file.
 * @param filesPerLife how many files one life may read at most, so that the kills spread over the whole folder.
 * @returns files that were seen stored in the lives that were cut short.
 */
export async function killedRuns(
  logs: string,
  database: DatabaseEnvironment,
  kills: number,
  filesPerLife: number,
): Promise<number> {
  let filesRead = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const service = new ServeProcess({ env: { FULLSTOP_LOGS: logs, ...database } });
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

async function storedFindings({
  DATABASE_URL,
  FULLSTOP_DATA_DIRECTORY,
}: DatabaseEnvironment): Promise<StoredFindings> {
  const database = await openDatabase({ url: DATABASE_URL, dataDirectory: FULLSTOP_DATA_DIRECTORY });
  try {
    const queries = new ViolationQueries(database.dataSource);
    const found: string[] = [];
    for (let afterId = 0, more = true; more; ) {
      const page = await queries.listViolations({ afterId, limit: PAGE });
      found.push(
        ...page.map(({ accountId, region, eventId, type, instanceId, metaInfo, username }) =>
          JSON.stringify({ accountId, region, eventId, type, instanceId, metaInfo, username }),
        ),
      );
      afterId = page.at(-1)?.id ?? afterId;
      more = page.length === PAGE;
    }
    for (const { state, pluginId, eventId, errorCode } of await queries.listChecks({ limit: 100_000 })) {
      found.push(JSON.stringify({ state, pluginId, eventId, errorCode }));
    }
    return found.sort();
  } finally {
    await database.close();
  }
}
