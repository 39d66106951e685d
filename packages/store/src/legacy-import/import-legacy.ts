import { type Clock, messageOf, systemClock } from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { asStoreError } from '../connection/database-errors.js';
import { type Database, type DatabaseOptions, SCHEMA } from '../connection/database-options.js';
import { openDatabase } from '../connection/open-database.js';
import { runMigrations } from '../connection/run-migrations.js';
import { inTransaction } from '../connection/transaction.js';
import { type BatchOutcome, type ImportedTable, type ImportReport, ReportBuilder } from './import-report.js';
import { LegacyImportError } from './legacy-import-error.js';
import { IS_LEGACY, LegacySource, type LegacySourceOptions } from './legacy-source.js';
import { type LegacyTable, readPage, writeBatch } from './legacy-table.js';
import { moveSequences } from './sequences.js';
import { lifecycles } from './tables/lifecycles.js';
import { LINKS, type OldLink, readLinks, writeLinks } from './tables/links.js';
import { namesOf } from './tables/names.js';
import { rulesAt } from './tables/rules.js';
import { readViolationTypes, writeViolationTypes } from './tables/violation-types.js';
import { violations } from './tables/violations.js';

/** What is imported, and where to. */
export interface LegacyImportOptions {
  readonly from: LegacySourceOptions;
  readonly to: DatabaseOptions;
  /** Does everything in one transaction and takes it back. Default `false`. */
  readonly dryRun?: boolean;
  /** Rows that are read and written together. Default 1000. */
  readonly batchRows?: number;
  /** Hears how a table stands after each batch. */
  readonly onProgress?: (table: ImportedTable) => void;
  readonly clock?: Clock;
}

/** Lower than any id. */
const BEFORE_ALL = '-9223372036854775808';
/** Any number that nothing else in the database uses as an advisory lock. */
const IMPORT_LOCK = 7_158_204_399;
const BATCH_ROWS = 1000;

/** Has a batch written, in a transaction of its own or, in a dry run, in the one of all. */
type Write = (work: (manager: EntityManager) => Promise<BatchOutcome>) => Promise<BatchOutcome>;

/**
 * Copies a database of the old system into the new one, ids kept. Batch by batch: what is interrupted can be started again,
 * and what is imported already is left alone. The schema of the new database is brought up to date, in a dry run as well.
 * @throws {LegacyImportError} when the old database is none, or ids of the new one are taken.
 */
export async function importLegacyDatabase(options: LegacyImportOptions): Promise<ImportReport> {
  const source = await LegacySource.open(options.from);
  try {
    const target = await openTarget(options.to);
    try {
      const run = new ImportRun(source, options);
      return options.dryRun ? await run.rehearse(target.dataSource) : await run.perform(target.dataSource);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function openTarget(options: DatabaseOptions): Promise<Database> {
  const database = await openDatabase({ ...options, runMigrations: false });
  try {
    const [row] = await database.dataSource.query<{ legacy: boolean }[]>(IS_LEGACY, [SCHEMA]);
    if (row?.legacy === true) {
      throw new LegacyImportError(
        `The new database has the old tables in ${SCHEMA}, where the new ones belong. Stop the old system, then ` +
          `ALTER SCHEMA ${SCHEMA} RENAME TO fullstop_old, and import with --schema fullstop_old.`,
      );
    }
    await runMigrations(database);
    return database;
  } catch (error) {
    await database.close();
    throw asStoreError(error);
  }
}

/** Ends a rehearsal's transaction without a trace. */
class Rehearsed extends Error {}

class ImportRun {
  readonly #source: LegacySource;
  readonly #options: LegacyImportOptions;
  readonly #report = new ReportBuilder();

  constructor(source: LegacySource, options: LegacyImportOptions) {
    this.#source = source;
    this.#options = options;
  }

  async perform(dataSource: DataSource): Promise<ImportReport> {
    await inTransaction(dataSource, (manager) => moveSequences(this.#source, manager));
    await this.#copyAll((work) =>
      inTransaction(dataSource, async (manager) => {
        await lock(manager);
        return work(manager);
      }),
    );
    return this.#report.report(false);
  }

  /** Sequences stay as they are: what is done to them cannot be taken back. */
  async rehearse(dataSource: DataSource): Promise<ImportReport> {
    try {
      await dataSource.transaction('READ COMMITTED', async (manager) => {
        await lock(manager);
        await this.#copyAll((work) => work(manager));
        throw new Rehearsed();
      });
    } catch (error) {
      if (!(error instanceof Rehearsed)) throw asStoreError(error);
    }
    return this.#report.report(true);
  }

  async #copyAll(write: Write): Promise<void> {
    const types = await readViolationTypes(this.#source);
    this.#done('violation_type', await write((manager) => writeViolationTypes(manager, types)));
    await this.#copy(namesOf('application'), write);
    await this.#copy(namesOf('app_version'), write);
    await this.#copyLinks(write);
    await this.#copy(rulesAt((this.#options.clock ?? systemClock).now()), write);
    await this.#copy(violations, write);
    await this.#copy(lifecycles, write);
  }

  async #copy<Old extends { readonly id: string }>(table: LegacyTable<Old>, write: Write): Promise<void> {
    // An empty table is part of the report, too.
    this.#report.add(table.name, NOTHING);
    for (let afterId = BEFORE_ALL; ; ) {
      const page = await readPage(this.#source, table, afterId, this.#batchRows);
      const last = page.at(-1);
      if (!last) return;
      const converted = page.map((old) => table.convert(old));
      const outcome = await write((manager) => writeBatch(manager, table, converted)).catch((cause) => {
        throw refused(table.name, page[0]!.id, last.id, cause);
      });
      this.#done(table.name, outcome);
      afterId = last.id;
    }
  }

  async #copyLinks(write: Write): Promise<void> {
    this.#report.add(LINKS, NOTHING);
    for (let after: OldLink = { application: BEFORE_ALL, version: BEFORE_ALL }; ; ) {
      const page = await readLinks(this.#source, after, this.#batchRows);
      const last = page.at(-1);
      if (!last) return;
      this.#done(LINKS, await write((manager) => writeLinks(manager, page)));
      after = last;
    }
  }

  #done(table: string, outcome: BatchOutcome): void {
    const soFar = this.#report.add(table, outcome);
    this.#options.onProgress?.(soFar);
  }

  get #batchRows(): number {
    return this.#options.batchRows ?? BATCH_ROWS;
  }
}

const NOTHING: BatchOutcome = { read: 0, imported: 0, present: 0, skipped: 0, notes: [] };

/** Says where the import stopped, whatever stopped it. */
function refused(table: string, first: string, last: string, cause: unknown): Error {
  if (cause instanceof LegacyImportError) return cause;
  return new LegacyImportError(
    `Rows ${first} to ${last} of the old table ${table} cannot be imported: ${messageOf(cause)}. ` +
      'Batches before this one are imported; start it again when that is mended.',
    { cause },
  );
}

/** Two imports into one database take turns. */
async function lock(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
}
