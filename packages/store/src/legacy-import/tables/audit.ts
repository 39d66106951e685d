import { SYSTEM_USER } from '../../findings/stamp.js';

/** Columns that every old table has, as they are read. */
export interface OldAudit {
  readonly created: Date | null;
  readonly created_by: string | null;
  readonly last_modified: Date | null;
  readonly last_modified_by: string | null;
  readonly version: string;
}

/** Reads them; without a zone in the old database, they are UTC. */
export const auditColumns = (alias: string): string => `
  ${instant(`${alias}.created`)} AS created, ${alias}.created_by,
  ${instant(`${alias}.last_modified`)} AS last_modified, ${alias}.last_modified_by, ${alias}.version`;

/** An old timestamp as an instant; as exact as new ones are. Null for one at infinity, and in years without four digits. */
export const instant = (column: string): string => `
  CASE WHEN ${column} >= '${FIRST_TIMESTAMP}' AND ${column} <= '${LAST_TIMESTAMP}'
       THEN date_trunc('milliseconds', ${column}) AT TIME ZONE 'UTC' END`;

/** The first and last timestamp that JSON writes as PostgreSQL reads it. */
export const FIRST_TIMESTAMP = '0001-01-01 00:00:00';
export const LAST_TIMESTAMP = '9999-12-31 23:59:59.999';

/** Their new types. */
export const AUDIT_TYPES = {
  created: 'timestamptz',
  created_by: 'text',
  last_modified: 'timestamptz',
  last_modified_by: 'text',
  version: 'bigint',
} as const;

/** Values for new rows, none of them null. */
export function auditOf(old: OldAudit): { readonly row: NewAudit; readonly changes: readonly string[] } {
  const created = old.created ?? old.last_modified;
  const row = {
    created: created ?? new Date(0),
    created_by: old.created_by?.trim() || SYSTEM_USER,
    last_modified: old.last_modified ?? created ?? new Date(0),
    last_modified_by: old.last_modified_by?.trim() || old.created_by?.trim() || SYSTEM_USER,
    version: old.version,
  };
  const changes = [
    ...(old.created ? [] : [`no time of creation: took ${created ? 'that of the last change' : '1970'}`]),
    ...(old.created_by?.trim() ? [] : [`no author: took ${SYSTEM_USER}`]),
  ];
  return { row, changes };
}

/** Auditing columns of a new row. */
export interface NewAudit {
  readonly created: Date;
  readonly created_by: string;
  readonly last_modified: Date;
  readonly last_modified_by: string;
  readonly version: string;
}
