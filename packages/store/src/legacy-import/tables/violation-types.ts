import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../connection/database-options.js';
import { SYSTEM_USER } from '../../findings/stamp.js';
import type { BatchOutcome, Note } from '../import-report.js';
import type { LegacySource } from '../legacy-source.js';
import { auditColumns, auditOf, type OldAudit } from './audit.js';

interface OldType extends OldAudit {
  readonly id: string;
  readonly help_text: string | null;
  readonly violation_severity: number | null;
  readonly is_audit_relevant: boolean;
  readonly title: string | null;
  readonly priority: number | null;
}

interface NewType {
  readonly violation_severity: number | null;
  readonly priority: number | null;
  readonly is_audit_relevant: boolean;
  readonly last_modified_by: string;
}

/** Who changed a type in the new database because it was different in the old one. */
const IMPORTER = 'import-legacy';
const CARRIED = ['violation_severity', 'priority', 'is_audit_relevant'] as const;

/** All old violation types; there are some dozens. */
export async function readViolationTypes(source: LegacySource): Promise<OldType[]> {
  return source.rows<OldType>(
    `SELECT t.id, t.help_text, t.violation_severity, t.is_audit_relevant, t.title, t.priority, ${auditColumns('t')}
       FROM ${source.schema}.violation_type t ORDER BY t.id`,
  );
}

/**
 * Adds the types that the new database does not know. Of those that it knows, titles and help texts are the new ones;
 * severity, priority and audit flag, which people changed in the old database, are carried over, once.
 */
export async function writeViolationTypes(
  manager: EntityManager,
  types: readonly OldType[],
): Promise<BatchOutcome> {
  const notes: Note[] = [];
  let imported = 0;
  for (const old of types) {
    const stored = await findType(manager, old.id);
    if (!stored) {
      notes.push(...(await addType(manager, old)).map((what) => ({ id: old.id, what })));
      imported += 1;
    } else {
      const what = await carryOver(manager, old, stored);
      if (what !== undefined) notes.push({ id: old.id, what });
    }
  }
  return { read: types.length, imported, present: types.length - imported, skipped: 0, notes };
}

async function findType(manager: EntityManager, id: string): Promise<NewType | undefined> {
  const [stored] = await manager.query<NewType[]>(
    `SELECT violation_severity, priority, is_audit_relevant, last_modified_by
       FROM ${SCHEMA}.violation_type WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return stored;
}

async function addType(manager: EntityManager, old: OldType): Promise<readonly string[]> {
  const { row, changes } = auditOf(old);
  await manager.query(
    `INSERT INTO ${SCHEMA}.violation_type
       (id, title, help_text, violation_severity, priority, is_audit_relevant,
        created, created_by, last_modified, last_modified_by, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8, $9::timestamptz, $10, $11::bigint)`,
    [
      ...[
        old.id,
        old.title,
        old.help_text,
        old.violation_severity ?? 0,
        old.priority ?? 4,
        old.is_audit_relevant,
      ],
      ...[row.created.toISOString(), row.created_by, row.last_modified.toISOString(), row.last_modified_by],
      row.version,
    ],
  );
  return [
    'a type that this version does not know was added',
    ...(old.violation_severity === null ? ['no severity: took 0'] : []),
    ...(old.priority === null ? ['no priority: took 4'] : []),
    ...changes,
  ];
}

async function carryOver(manager: EntityManager, old: OldType, stored: NewType): Promise<string | undefined> {
  const wanted = {
    violation_severity: old.violation_severity ?? stored.violation_severity,
    priority: old.priority ?? stored.priority,
    is_audit_relevant: old.is_audit_relevant,
  };
  const different = CARRIED.filter((column) => wanted[column] !== stored[column]);
  if (different.length === 0) return undefined;
  // Edited here since, by a person or by an import before.
  if (stored.last_modified_by !== SYSTEM_USER) return undefined;
  await manager.query(
    `UPDATE ${SCHEMA}.violation_type
        SET violation_severity = $2, priority = $3, is_audit_relevant = $4,
            last_modified = now(), last_modified_by = $5, version = version + 1
      WHERE id = $1`,
    [old.id, wanted.violation_severity, wanted.priority, wanted.is_audit_relevant, IMPORTER],
  );
  const values = different.map((column) => `${column} ${stored[column]} → ${wanted[column]}`);
  return `was changed in the old database, and is now here: ${values.join(', ')}`;
}
