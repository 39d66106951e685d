import { VIOLATION_TYPES } from '@fullstop/core';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { INITIAL_SCHEMA } from './initial-schema.sql.js';

/** All tables and indexes, and the violation types of our own plugins and jobs. */
export class InitialSchema1763700000000 implements MigrationInterface {
  readonly name = 'InitialSchema1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    // For this transaction only, so that the statements below read as they would in a console.
    await runner.query('SET LOCAL search_path TO fullstop_data');
    for (const statement of INITIAL_SCHEMA) await runner.query(statement);
    await seedViolationTypes(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE fullstop_data.plugin_check, fullstop_data.processed_object, fullstop_data.lifecycle,
      fullstop_data.violation_resolution, fullstop_data.violation, fullstop_data.rule,
      fullstop_data.application_version_entities, fullstop_data.app_version, fullstop_data.application,
      fullstop_data.violation_type`);
  }
}

async function seedViolationTypes(runner: QueryRunner): Promise<void> {
  // Columns by name and not through the store's own statement, which may know columns that later migrations add.
  await runner.query(
    `INSERT INTO violation_type
       (id, title, help_text, violation_severity, priority, created, created_by, last_modified, last_modified_by)
     SELECT id, title, "helpText", severity, priority, now(), 'FULLSTOP', now(), 'FULLSTOP'
       FROM jsonb_to_recordset($1::jsonb)
         AS type (id text, title text, "helpText" text, severity integer, priority integer)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(VIOLATION_TYPES)],
  );
}
