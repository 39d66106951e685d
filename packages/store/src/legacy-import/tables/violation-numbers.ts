import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../connection/database-options.js';
import type { NewRow } from '../legacy-table.js';
import type { NewViolation } from './violations.js';

interface Predecessor {
  readonly id: string;
  readonly occurrences: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly resolved: boolean;
}

const FIND_PREDECESSORS = `
  SELECT newest.*
    FROM unnest($1::text[]) AS given (fingerprint)
    CROSS JOIN LATERAL (
      SELECT fingerprint, id, occurrences, first_seen, last_seen,
             comment IS NOT NULL AND rule_entity_id IS NULL AS resolved
        FROM ${SCHEMA}.violation stored
       WHERE stored.fingerprint = given.fingerprint AND stored.id < $2
       ORDER BY id DESC
       LIMIT 1) newest`;

/**
 * Gives each row its place among those of its fingerprint. Ids say the order; all with lower ids are imported already.
 * @param rows - in the order of their ids.
 */
export async function numberImported(
  manager: EntityManager,
  rows: readonly NewViolation[],
): Promise<readonly NewRow[]> {
  const [first] = rows;
  if (!first) return [];
  const fingerprints = [...new Set(rows.map(({ fingerprint }) => fingerprint))];
  type Row = Predecessor & { fingerprint: string };
  const found = await manager.query<Row[]>(FIND_PREDECESSORS, [fingerprints, first.id]);
  const newest = new Map<string, Predecessor>(found.map((row) => [row.fingerprint, row]));
  return rows.map((row) => {
    const previous = newest.get(row.fingerprint);
    const numbers = {
      occurrences: (previous?.occurrences ?? 0) + 1,
      first_seen: previous && previous.first_seen < row.created ? previous.first_seen : row.created,
      last_seen: previous && previous.last_seen > row.created ? previous.last_seen : row.created,
    };
    const resolved = row.comment !== null && row.rule_entity_id === null;
    newest.set(row.fingerprint, { ...numbers, id: row.id, resolved });
    return { ...row, ...numbers, recurrence_of: previous?.resolved ? previous.id : null };
  });
}
