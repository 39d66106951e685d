import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../connection/database-options.js';
import type { BatchOutcome } from '../import-report.js';
import type { LegacySource } from '../legacy-source.js';

/** Which application has which version. */
export interface OldLink {
  readonly application: string;
  readonly version: string;
}

/** The name of the table, old and new. */
export const LINKS = 'application_version_entities';

/** Reads a page behind a link, in order. */
export async function readLinks(
  source: LegacySource,
  after: OldLink,
  limit: number,
): Promise<readonly OldLink[]> {
  return source.rows<OldLink>(
    `SELECT application_entities_id AS application, version_entities_id AS version FROM ${source.schema}.${LINKS}
      WHERE (application_entities_id, version_entities_id) > ($1, $2)
      ORDER BY application_entities_id, version_entities_id LIMIT $3`,
    [after.application, after.version, limit],
  );
}

/** Adds those that are not there. */
export async function writeLinks(manager: EntityManager, links: readonly OldLink[]): Promise<BatchOutcome> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO ${SCHEMA}.${LINKS} (application_entities_id, version_entities_id)
     SELECT given.application, given.version
       FROM unnest($1::bigint[], $2::bigint[]) AS given (application, version)
     ON CONFLICT DO NOTHING
     RETURNING application_entities_id`,
    [links.map(({ application }) => application), links.map(({ version }) => version)],
  );
  const imported = rows.length;
  return { read: links.length, imported, present: links.length - imported, skipped: 0, notes: [] };
}
