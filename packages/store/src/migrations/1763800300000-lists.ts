import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the lists of the API. */
export class Lists1763800300000 implements MigrationInterface {
  readonly name = 'Lists1763800300000';

  async up(runner: QueryRunner): Promise<void> {
    // Without it the filter `meta` reads every open violation: 29 ms at 1,000,000 violations, 4 ms with it.
    await runner.query(
      'CREATE INDEX violation_meta_info_idx ON fullstop_data.violation USING gin (meta_info jsonb_path_ops)',
    );
    // The beginning only, because no index takes texts of any length. 136 ms without it for a name with few violations.
    await runner.query(
      'CREATE INDEX violation_username_idx ON fullstop_data.violation (left(username, 200))',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX fullstop_data.violation_username_idx, fullstop_data.violation_meta_info_idx',
    );
  }
}
