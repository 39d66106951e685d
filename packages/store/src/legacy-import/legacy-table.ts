import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { storableJson } from '../findings/storable-text.js';
import type { BatchOutcome, Note } from './import-report.js';
import { LegacyImportError } from './legacy-import-error.js';
import type { LegacySource } from './legacy-source.js';

/** A row for a new table: values by column, ready for JSON. */
export type NewRow = { readonly id: string } & Readonly<Record<string, unknown>>;

/** What an old row becomes. */
export interface Converted {
  readonly id: string;
  /** Absent for a row that has no place in the new database; the notes say why. */
  readonly row?: NewRow;
  /** What was changed on the way, a sentence each. */
  readonly changes: readonly string[];
}

/** How the rows of one old table come into the new one of the same name. */
export interface LegacyTable<Old extends { readonly id: string }> {
  readonly name: string;
  /** Reads a page of the old table: rows with ids above `$1`, in their order, at most `$2`. */
  page(schema: string): string;
  convert(old: Old): Converted;
  /** New columns, each with its type and, where it is not the value itself, the expression for it. */
  readonly columns: Readonly<Record<string, string | readonly [type: string, expression: string]>>;
  /** By which columns a row is recognised when its id is there already. */
  readonly identity: readonly string[];
  /** What it means that a new row's unique columns are taken under another id. */
  readonly taken: 'conflict' | { readonly leaveOut: string };
  /** What is left to do before new rows are written, in their transaction. */
  prepare?(manager: EntityManager, rows: readonly NewRow[]): Promise<readonly NewRow[]>;
}

/** Reads a page of the old table. */
export async function readPage<Old extends { readonly id: string }>(
  source: LegacySource,
  table: LegacyTable<Old>,
  afterId: string,
  limit: number,
): Promise<Old[]> {
  return source.rows<Old>(table.page(source.schema), [afterId, limit]);
}

/**
 * Writes what is not written yet. Repeated with the same rows, it changes nothing.
 * @throws {LegacyImportError} when one of the ids belongs to something else.
 */
export async function writeBatch<Old extends { readonly id: string }>(
  manager: EntityManager,
  table: LegacyTable<Old>,
  converted: readonly Converted[],
): Promise<BatchOutcome> {
  const given = converted.flatMap(({ row }) => row ?? []);
  const present = await findPresent(manager, table, given);
  const absent = given.filter(({ id }) => !present.has(id));
  const written = await insert(manager, table, table.prepare ? await table.prepare(manager, absent) : absent);
  const taken = absent.filter(({ id }) => !written.has(id));
  if (table.taken === 'conflict' && taken[0]) throw conflict(table, taken[0]);

  const leaveOut = table.taken === 'conflict' ? '' : table.taken.leaveOut;
  const notes: Note[] = [
    ...converted
      .filter(({ id, row }) => row === undefined || written.has(id))
      .flatMap(({ id, changes }) => changes.map((what) => ({ id, what }))),
    ...taken.map(({ id }) => ({ id, what: leaveOut })),
  ];
  return {
    read: converted.length,
    imported: written.size,
    present: present.size,
    skipped: converted.length - written.size - present.size,
    notes,
  };
}

async function findPresent(
  manager: EntityManager,
  table: Pick<LegacyTable<never>, 'name' | 'identity'>,
  rows: readonly NewRow[],
): Promise<ReadonlySet<string>> {
  type Present = { readonly id: string } & Readonly<Record<string, unknown>>;
  const stored = await manager.query<Present[]>(
    `SELECT ${['id', ...table.identity].join(', ')} FROM ${SCHEMA}.${table.name} WHERE id = ANY($1::bigint[])`,
    [rows.map(({ id }) => id)],
  );
  const storedById = new Map(stored.map((row) => [row.id, identityOf(row, table.identity)]));
  for (const row of rows) {
    const other = storedById.get(row.id);
    if (other !== undefined && other !== identityOf(row, table.identity)) throw conflict(table, row);
  }
  return new Set(storedById.keys());
}

/** One text for what a row is; instants as JSON writes them, on both sides. */
function identityOf(row: NewRow, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}

async function insert(
  manager: EntityManager,
  { name, columns }: Pick<LegacyTable<never>, 'name' | 'columns'>,
  rows: readonly NewRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const names = ['id', ...Object.keys(columns)];
  const given = Object.entries(columns).map(([column, how]) => {
    const [type, expression] = typeof how === 'string' ? [how, column] : how;
    return { definition: `${column} ${type}`, expression };
  });
  const inserted = await manager.query<{ id: string }[]>(
    `INSERT INTO ${SCHEMA}.${name} (${names.join(', ')})
     SELECT ${['id', ...given.map(({ expression }) => expression)].join(', ')}
       FROM jsonb_to_recordset($1::jsonb) AS given (${['id bigint', ...given.map(({ definition }) => definition)].join(', ')})
      ORDER BY id
     ON CONFLICT DO NOTHING
     RETURNING id`,
    [storableJson(rows)],
  );
  return new Set(inserted.map(({ id }) => id));
}

function conflict({ name }: { readonly name: string }, { id }: NewRow): LegacyImportError {
  return new LegacyImportError(
    `The new database has something else where row ${id} of the old table ${name} belongs, so ids cannot be kept. ` +
      'Import into a new database, before the service stores anything there. Batches before this one are imported.',
  );
}
