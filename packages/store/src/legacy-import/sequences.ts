import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { LegacySource } from './legacy-source.js';

/** Tables whose ids are numbers given by the database. */
const NUMBERED = ['application', 'app_version', 'rule', 'violation', 'lifecycle'];

/**
 * Has the new database give ids behind the highest old one only. Before any row is imported: should the service start between
 * two attempts, what it stores is in nobody's way.
 */
export async function moveSequences(source: LegacySource, manager: EntityManager): Promise<void> {
  for (const table of NUMBERED) {
    const [old] = await source.rows<{ highest: string }>(
      `SELECT coalesce(max(id), 0) AS highest FROM ${source.schema}.${table}`,
    );
    const [sequence] = await manager.query<{ name: string }[]>(
      'SELECT pg_get_serial_sequence($1, $2) AS name',
      [`${SCHEMA}.${table}`, 'id'],
    );
    if (!sequence) throw new Error(`${table}.id has no sequence`);
    // Forwards only: ids that were given and deleted again are not given twice.
    await manager.query(`SELECT setval($1, $2::bigint) FROM ${sequence.name} WHERE last_value < $2::bigint`, [
      sequence.name,
      old?.highest ?? '0',
    ]);
  }
}
