import type { Database } from '@fullstop/store';

/** An account with many violations, of which none is open. */
export const QUIET_ACCOUNT = '100000000300';

const NAMES = [
  ['application', 'app-', 500],
  ['app_version', '1.', 200],
] as const;

/**
 * Violations of 301 accounts, most of them resolved: of each 1000, 205 are open (less those of the quiet account), 745
 * resolved and 50 whitelisted. All types and four regions are equally frequent; one in 5000 has the same `ami_id`.
 */
export async function fill({ dataSource }: Database, violations: number): Promise<void> {
  for (const [table, prefix, count] of NAMES) {
    await dataSource.query(
      `INSERT INTO fullstop_data.${table} (name, created, created_by, last_modified, last_modified_by)
       SELECT $1::text || n, now(), 'bench', now(), 'bench' FROM generate_series(1, $2::integer) n`,
      [prefix, count],
    );
  }
  await dataSource.query(`
    INSERT INTO fullstop_data.rule (reason, expiry_date, created, created_by, last_modified, last_modified_by)
    VALUES ('bench', '9999-01-01', now(), 'bench', now(), 'bench')`);
  await dataSource.query(INSERT, [violations, QUIET_ACCOUNT]);
  // As autovacuum does sooner or later.
  await dataSource.query('VACUUM ANALYZE');
}

const INSERT = `
  INSERT INTO fullstop_data.violation
    (event_id, account_id, region, instance_id, violation_type_entity_id, username, application_id,
     application_version_id, comment, rule_entity_id, meta_info, plugin_fully_qualified_class_name, event_time,
     first_seen, last_seen, fingerprint, created, created_by, last_modified, last_modified_by)
  SELECT 'event-' || n, account.id, (ARRAY['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-1'])[1 + n % 4],
         'i-' || md5((n / 2)::text), types.ids[1 + n / 7 % array_length(types.ids, 1)],
         'arn:aws:iam::' || account.id || ':user/u' || n % 2000, 1 + n % 500, 1 + n % 200,
         CASE WHEN n % 1000 BETWEEN 205 AND 949 OR account.id = $2 THEN 'fine' END,
         CASE WHEN n % 1000 >= 950 AND account.id <> $2 THEN (SELECT max(id) FROM fullstop_data.rule) END,
         jsonb_build_object('ami_id', 'ami-' || n % 5000, 'ami_name', 'Taupage-' || n % 97, 'instances', n % 9),
         '@fullstop/plugin-ami#AmiPlugin', t.at, t.at, t.at, md5(n::text), t.at, 'FULLSTOP', t.at, 'FULLSTOP'
    FROM (SELECT array_agg(id ORDER BY id) AS ids FROM fullstop_data.violation_type) types,
         generate_series(1, $1::integer) n
   CROSS JOIN LATERAL (
     SELECT timestamptz '2026-01-01' + n * interval '20 seconds' AS at) t
   CROSS JOIN LATERAL (
     SELECT CASE WHEN n % 1000 = 7 THEN $2 ELSE (100000000000 + n * 7919::bigint % 300)::text END AS id) account`;

/** The same rows as the old system kept them: its columns and indexes, in the schema `original`. */
export async function copyAsOriginal({ dataSource }: Database): Promise<void> {
  await dataSource.query('CREATE SCHEMA original');
  await dataSource.query(`
    CREATE TABLE original.violation AS
    SELECT id, event_id, account_id, region, instance_id, meta_info::text, comment, plugin_fully_qualified_class_name,
           violation_type_entity_id, created::timestamp, created_by, last_modified::timestamp, last_modified_by, version,
           username, rule_entity_id, application_id, application_version_id
      FROM fullstop_data.violation ORDER BY id`);
  for (const statement of ORIGINAL_INDEXES) await dataSource.query(statement);
  await dataSource.query('VACUUM ANALYZE original.violation');
}

// Without the two unique ones, which none of the queries uses.
const ORIGINAL_INDEXES = [
  'ALTER TABLE original.violation ADD PRIMARY KEY (id)',
  'CREATE INDEX violation_created_idx ON original.violation (created)',
  'CREATE INDEX violation_instance_id_idx ON original.violation (instance_id)',
  `CREATE INDEX resolved_violation_idx ON original.violation (account_id)
    WHERE rule_entity_id IS NULL AND comment IS NOT NULL`,
];
