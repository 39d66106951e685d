/** How many ids of each change a report names. */
const MAX_IDS = 20;

/** What became of the rows of one old table. */
export interface ImportedTable {
  readonly table: string;
  /** Rows that the old database has. */
  readonly read: number;
  /** Rows that were written by this import. */
  readonly imported: number;
  /** Rows that were there already, from an import before this one. */
  readonly present: number;
  /** Rows that were left out; {@link ImportReport.changes} says why. */
  readonly skipped: number;
}

/** One kind of thing that is different in the new database, or is left out. */
export interface ImportChange {
  readonly table: string;
  /** One sentence. */
  readonly what: string;
  readonly count: number;
  /** Ids of the first of these rows, at most 20. */
  readonly ids: readonly string[];
}

/** What an import did, or, as a dry run, would do. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly tables: readonly ImportedTable[];
  readonly changes: readonly ImportChange[];
}

/** What one batch came to. */
export interface BatchOutcome {
  readonly read: number;
  readonly imported: number;
  readonly present: number;
  readonly skipped: number;
  readonly notes: readonly Note[];
}

/** Something about one row that the report tells. */
export interface Note {
  readonly id: string;
  readonly what: string;
}

/** Adds up batches. */
export class ReportBuilder {
  readonly #tables = new Map<string, ImportedTable>();
  readonly #changes = new Map<string, ImportChange>();

  /** Takes a batch that is committed. @returns how the table stands now. */
  add(table: string, batch: BatchOutcome): ImportedTable {
    const { read, imported, present, skipped } = this.#tables.get(table) ?? EMPTY;
    const sum = {
      table,
      read: read + batch.read,
      imported: imported + batch.imported,
      present: present + batch.present,
      skipped: skipped + batch.skipped,
    };
    this.#tables.set(table, sum);
    for (const note of batch.notes) this.#note(table, note);
    return sum;
  }

  report(dryRun: boolean): ImportReport {
    const tables = [...this.#tables.values()];
    // In an order that does not depend on the size of batches.
    const changes = tables.flatMap(({ table }) =>
      [...this.#changes.values()]
        .filter((change) => change.table === table)
        .sort((a, b) => (a.what < b.what ? -1 : 1)),
    );
    return { dryRun, tables, changes };
  }

  #note(table: string, { id, what }: Note): void {
    const key = JSON.stringify([table, what]);
    const { count, ids } = this.#changes.get(key) ?? { count: 0, ids: [] };
    this.#changes.set(key, {
      table,
      what,
      count: count + 1,
      ids: ids.length < MAX_IDS ? [...ids, id] : ids,
    });
  }
}

const EMPTY = { read: 0, imported: 0, present: 0, skipped: 0 };
