import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { Stamp } from '../findings/stamp.js';
import type { KnownFinding } from './known-findings.js';

const RESOLVE = `
  WITH changed AS (
    UPDATE ${SCHEMA}.violation
       SET comment = $2::text, last_modified = $3::timestamptz, last_modified_by = $4::text, version = version + 1
     WHERE id = ANY($1::bigint[])
    RETURNING id, version)
  INSERT INTO ${SCHEMA}.violation_resolution (violation_id, action, comment, at, actor, violation_version)
  SELECT id, 'resolve', $2::text, $3::timestamptz, $4::text, version FROM changed ORDER BY id`;

/** Resolves the open ones among the violations of what is gone; they are locked. @returns how many. */
export async function resolveGone(
  manager: EntityManager,
  gone: readonly KnownFinding[],
  job: string,
  goneAfterScans: number,
  stamp: Stamp,
): Promise<number> {
  const open = gone.filter(({ violation }) => violation.state === 'open');
  if (open.length === 0) return 0;
  const scans = goneAfterScans === 1 ? 'a complete scan' : `${goneAfterScans} complete scans`;
  const comment = `No longer found by ${job} in ${scans}; resolved automatically.`;
  const ids = open.map(({ violation }) => violation.id);
  await manager.query(RESOLVE, [ids, comment, stamp.at.toISOString(), stamp.by]);
  return open.length;
}
