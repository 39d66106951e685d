import type { Violation } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import { RULES_REVISION } from '../rules/active-rules.js';
import { chunksOf } from './chunks.js';
import type { NewestOccurrence } from './occurrences.js';
import { storableJson } from './storable-text.js';
import { UnknownViolationTypeError } from './violation-types.js';

/** What the database knows about violations that are to be stored. */
export interface KnownFindings {
  /** The violations that are not stored yet, in their order. */
  readonly fresh: readonly Violation[];
  /** The newest stored violation of each fingerprint that has one. */
  readonly newest: ReadonlyMap<string, NewestOccurrence>;
  /** Of the whitelisting rules. */
  readonly rulesRevision: string | undefined;
}

interface FoundRow {
  readonly unknown_types: string[] | null;
  /** Positions of violations that are stored. */
  readonly stored: number[] | null;
  readonly newest:
    | {
        readonly fingerprint: string;
        readonly id: number;
        readonly occurrences: number;
        readonly first_seen: string;
        readonly last_seen: string;
        readonly resolved: boolean;
      }[]
    | null;
  readonly revision: string | null;
}

const SAME_VIOLATION = `
         ON stored.account_id = given."accountId" AND stored.region = given.region AND stored.event_id = given."eventId"
        AND stored.violation_type_entity_id = given.type`;

// One statement with four answers: each round trip costs more than any of the questions.
const FIND = `
  WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS given
      (position integer, "accountId" text, region text, "eventId" text, type text, "instanceId" text, fingerprint text))
  SELECT
    (SELECT json_agg(DISTINCT given.type) FROM given
      WHERE NOT EXISTS (SELECT FROM ${SCHEMA}.violation_type type WHERE type.id = given.type)) AS unknown_types,
    -- With a resource, or without: in one condition, the index would find all violations of the same event.
    (SELECT json_agg(position) FROM (
      SELECT given.position FROM given JOIN ${SCHEMA}.violation stored ${SAME_VIOLATION}
        AND stored.instance_id = given."instanceId"
       UNION ALL
      SELECT given.position FROM given JOIN ${SCHEMA}.violation stored ${SAME_VIOLATION}
        AND stored.instance_id IS NULL AND given."instanceId" IS NULL) matches
    ) AS stored,
    (SELECT json_agg(newest) FROM (SELECT DISTINCT fingerprint FROM given) one
      CROSS JOIN LATERAL (
        SELECT fingerprint, id, occurrences, first_seen, last_seen,
               comment IS NOT NULL AND rule_entity_id IS NULL AS resolved
          FROM ${SCHEMA}.violation stored
         WHERE stored.fingerprint = one.fingerprint
         ORDER BY id DESC
         LIMIT 1) newest) AS newest,
    (${RULES_REVISION}) AS revision`;

/**
 * Reads what has to be known before violations are stored; the locks on their fingerprints must be held.
 * @param violations - at least one.
 * @throws {UnknownViolationTypeError} naming every type that is not registered.
 */
export async function findKnown(
  statements: Statements,
  violations: readonly Violation[],
): Promise<KnownFindings> {
  const fresh: Violation[] = [];
  const newest = new Map<string, NewestOccurrence>();
  const unknownTypes = new Set<string>();
  let rulesRevision: string | undefined;
  for (const chunk of chunksOf(violations)) {
    const row = await find(statements, chunk);
    for (const type of row?.unknown_types ?? []) unknownTypes.add(type);
    // Those that are stored are left out: nothing of theirs may count as an occurrence.
    const stored = new Set(row?.stored);
    fresh.push(...chunk.filter((_, position) => !stored.has(position)));
    for (const { fingerprint, id, occurrences, first_seen, last_seen, resolved } of row?.newest ?? []) {
      const seen = { firstSeen: new Date(first_seen), lastSeen: new Date(last_seen) };
      newest.set(fingerprint, { id, occurrences, ...seen, resolved });
    }
    rulesRevision = row?.revision ?? undefined;
  }
  if (unknownTypes.size > 0) throw new UnknownViolationTypeError([...unknownTypes]);
  return { fresh, newest, rulesRevision };
}

async function find(statements: Statements, chunk: readonly Violation[]): Promise<FoundRow | undefined> {
  const given = chunk.map(({ accountId, region, eventId, type, instanceId, fingerprint }, position) => {
    return { position, accountId, region, eventId, type, instanceId, fingerprint };
  });
  const [row] = await statements.query<FoundRow[]>(FIND, [storableJson(given)]);
  return row;
}
