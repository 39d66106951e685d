import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCHEMA = 'fullstop_data';

const UP = [
  `ALTER TABLE ${SCHEMA}.rule
  ADD COLUMN applies_to_open boolean NOT NULL DEFAULT true,
  ADD COLUMN ended_at timestamptz(3),
  ADD COLUMN sweep text CONSTRAINT rule_sweep_check CHECK (sweep IN ('cover', 'reopen')),
  ADD COLUMN sweep_after_id bigint NOT NULL DEFAULT 0,
  ADD COLUMN sweep_until_id bigint NOT NULL DEFAULT 0`,
  `CREATE INDEX rule_sweep_idx ON ${SCHEMA}.rule (id) WHERE sweep IS NOT NULL`,
  // The expiry is of interest for rules in force only, which are few beside those that ended.
  `DROP INDEX ${SCHEMA}.rule_expiry_date_idx`,
  `CREATE INDEX rule_expiry_date_idx ON ${SCHEMA}.rule (expiry_date) WHERE ended_at IS NULL`,
  // Tells processes that rules changed. A table and not a sequence, which users may read by a grant of its own only.
  `CREATE TABLE ${SCHEMA}.rule_revision (
  id integer PRIMARY KEY CONSTRAINT rule_revision_id_check CHECK (id = 1),
  revision bigint NOT NULL)`,
  `INSERT INTO ${SCHEMA}.rule_revision (id, revision) VALUES (1, 0)`,
  // What a rule covers, and when it covered something last; most violations have no rule.
  `DROP INDEX ${SCHEMA}.violation_rule_idx`,
  `CREATE INDEX violation_rule_idx ON ${SCHEMA}.violation (rule_entity_id, last_modified, id)
  WHERE rule_entity_id IS NOT NULL`,
];

const DOWN = [
  `DROP INDEX ${SCHEMA}.violation_rule_idx`,
  `CREATE INDEX violation_rule_idx ON ${SCHEMA}.violation (rule_entity_id)`,
  `DROP TABLE ${SCHEMA}.rule_revision`,
  `DROP INDEX ${SCHEMA}.rule_expiry_date_idx, ${SCHEMA}.rule_sweep_idx`,
  `CREATE INDEX rule_expiry_date_idx ON ${SCHEMA}.rule (expiry_date)`,
  `ALTER TABLE ${SCHEMA}.rule DROP COLUMN applies_to_open, DROP COLUMN ended_at, DROP COLUMN sweep,
  DROP COLUMN sweep_after_id, DROP COLUMN sweep_until_id`,
];

/** What whitelisting rules need to be applied to open violations, and to reopen those they covered. */
export class Rules1763800100000 implements MigrationInterface {
  readonly name = 'Rules1763800100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
