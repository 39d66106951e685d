import type { DataSource } from 'typeorm';
import { DatabaseConfigError } from './database-errors.js';

/** The first with unique indexes in which nulls are equal. */
const OLDEST_MAJOR_VERSION = 15;

/** @throws {DatabaseConfigError} when the server is too old. */
export async function checkServerVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ version: number }[]>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  assertSupported(row?.version ?? 0);
}

/** @param version PostgreSQL's `server_version_num`, such as 150004. */
export function assertSupported(version: number): void {
  const major = Math.floor(version / 10_000);
  if (major >= OLDEST_MAJOR_VERSION) return;
  throw new DatabaseConfigError(
    `The server is PostgreSQL ${major}; ${OLDEST_MAJOR_VERSION} or newer is needed. Upgrade it, or name another one.`,
  );
}
