import { ServeProcess } from './fullstop-process.js';
import { type DatabaseEnvironment, type StoredFindings, storedFindings } from './stored-findings.js';

/**
 * Lets the service read the folder once, from beginning to end, undisturbed; it does nothing else.
 * @param more further environment variables of the service.
 */
export async function cleanRun(
  logs: string,
  database: DatabaseEnvironment,
  more: Readonly<Record<string, string>> = {},
): Promise<StoredFindings> {
  const service = new ServeProcess({
    env: { FULLSTOP_LOGS: logs, FULLSTOP_PARTS: 'ingest', ...database, ...more },
  });
  try {
    await service.caughtUp();
  } finally {
    await service.end();
  }
  return storedFindings(database);
}
