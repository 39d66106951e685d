import type { Logger } from '@fullstop/core';
import {
  type ImportedTable,
  type ImportReport,
  importLegacyDatabase,
  type LegacySourceOptions,
} from '@fullstop/store';
import { resolveSecrets } from '../config/secrets.js';
import type { Runtime } from '../runtime.js';

/** What is imported. */
export interface ImportLegacyOptions {
  readonly from: LegacySourceOptions;
  /** Default `false`. */
  readonly dryRun?: boolean;
  /** Hears how a table stands after each batch. */
  readonly onProgress?: (table: ImportedTable) => void;
}

/**
 * Copies a database of the old system into the configured one.
 * @throws {LegacyImportError} when it cannot be read, or ids of the configured database are taken.
 */
export async function importLegacy(
  runtime: Runtime,
  options: ImportLegacyOptions,
  logger: Logger,
): Promise<ImportReport> {
  const { database } = await resolveSecrets(runtime);
  return importLegacyDatabase({ ...options, to: { ...database, logger } });
}
