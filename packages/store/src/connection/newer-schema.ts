import type { DataSource, QueryRunner } from 'typeorm';
import { DatabaseNewerError } from './database-errors.js';
import { SCHEMA } from './database-options.js';

/**
 * Refuses a schema that a newer version has changed: what this version would write there may be wrong without an error.
 * @param description what was opened, for people.
 * @throws {DatabaseNewerError}
 */
export async function refuseNewerSchema(
  { migrations }: DataSource,
  runner: QueryRunner,
  description: string,
): Promise<void> {
  const [table] = await runner.manager.query<{ present: boolean }[]>(
    `SELECT to_regclass('${SCHEMA}.schema_migration') IS NOT NULL AS present`,
  );
  if (!table?.present) return;
  const applied = await runner.manager.query<{ name: string }[]>(
    `SELECT name FROM ${SCHEMA}.schema_migration ORDER BY timestamp, name`,
  );
  const known = migrations.map(({ name }) => name ?? '');
  const unknown = applied.map(({ name }) => name).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new DatabaseNewerError(description, unknown, known.at(-1) ?? 'none');
}
