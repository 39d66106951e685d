import { existsSync } from 'node:fs';
import type { InstanceHistory, UnfinishedCheck } from '@fullstop/core';
import type { StoredFindings } from '../operations/stored-findings.js';
import type { Runtime } from '../runtime.js';

/** The configured database, opened when something is asked of it. An embedded one that is not there yet is not made. */
export class LazyStore implements InstanceHistory {
  readonly #runtime: Runtime;
  #stored: Promise<StoredFindings> | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async newest(...instance: Parameters<InstanceHistory['newest']>): ReturnType<InstanceHistory['newest']> {
    return (await this.#open())?.store.newest(...instance);
  }

  /** The unfinished checks about an event. */
  async findChecks(eventId: string): Promise<UnfinishedCheck[]> {
    return (await this.#open())?.queries.findChecks(eventId) ?? [];
  }

  async close(): Promise<void> {
    // Whoever asked has heard why it could not be opened.
    const stored = await this.#stored?.catch(() => undefined);
    await stored?.close();
  }

  async #open(): Promise<StoredFindings | undefined> {
    const { url, dataDirectory } = this.#runtime.config.database;
    if (url === undefined && !existsSync(dataDirectory)) return undefined;
    this.#stored ??= openStored(this.#runtime);
    return this.#stored;
  }
}

async function openStored(runtime: Runtime): Promise<StoredFindings> {
  // Only who asks the database pays for TypeORM.
  const { openStoredFindings } = await import('../operations/stored-findings.js');
  return openStoredFindings(runtime);
}
