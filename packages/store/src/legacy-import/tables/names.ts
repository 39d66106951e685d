import { indexableText, MAX_BYTES } from '../../findings/storable-text.js';
import type { LegacyTable } from '../legacy-table.js';
import { AUDIT_TYPES, auditColumns, auditOf, type OldAudit } from './audit.js';

interface OldName extends OldAudit {
  readonly id: string;
  readonly name: string | null;
}

/** Applications, or their versions. */
export const namesOf = (name: 'application' | 'app_version'): LegacyTable<OldName> => ({
  name,
  page: (schema) =>
    `SELECT t.id, t.name, ${auditColumns('t')} FROM ${schema}.${name} t WHERE t.id > $1 ORDER BY t.id LIMIT $2`,
  convert(old) {
    const audit = auditOf(old);
    const stored = indexableText(old.name ?? `unknown/legacy-${old.id}`, MAX_BYTES.name);
    const changes = [
      ...(old.name === null ? ['no name: took unknown/legacy-<id>'] : []),
      ...(old.name !== null && old.name !== stored ? ['name too long for an index: cut, with a digest'] : []),
    ];
    return {
      id: old.id,
      row: { id: old.id, name: stored, ...audit.row },
      changes: [...changes, ...audit.changes],
    };
  },
  columns: { name: 'text', ...AUDIT_TYPES },
  identity: ['name'],
  taken: 'conflict',
});
