import type { Logger } from '@fullstop/core';
import { type Database, openDatabase, TypeormFindingsStore, ViolationQueries } from '@fullstop/store';
import { resolveSecrets } from '../config/secrets.js';
import type { Runtime } from '../runtime.js';

/** The configured database, opened for one command. */
export interface StoredFindings {
  readonly runtime: Runtime;
  readonly store: TypeormFindingsStore;
  readonly queries: ViolationQueries;
  close(): Promise<void>;
}

/**
 * Opens the database of a runtime, secrets resolved.
 * @param logger hears of connections that were lost, and of whitelisting rules that cannot be applied. Default: nobody.
 * @throws {FullstopError} naming what stands in the way, such as a service that has the embedded database open.
 */
export async function openStoredFindings(given: Runtime, logger?: Logger): Promise<StoredFindings> {
  const runtime = { ...given, config: await resolveSecrets(given) };
  const database: Database = await openDatabase({ ...runtime.config.database, logger });
  return {
    runtime,
    store: new TypeormFindingsStore(database.dataSource, { logger }),
    queries: new ViolationQueries(database.dataSource),
    close: () => database.close(),
  };
}
