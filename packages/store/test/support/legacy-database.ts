import pg from 'pg';

const AUDIT = `created timestamp, created_by text, last_modified timestamp, last_modified_by text, version bigint NOT NULL`;

/** The tables of the old system after its last migration; what they hold is text where ours is JSON, and knows no zones. */
const TABLES = [
  `CREATE TABLE violation_type (id text PRIMARY KEY, help_text text, violation_severity integer,
     is_audit_relevant boolean NOT NULL DEFAULT false, ${AUDIT}, title varchar(32), priority integer DEFAULT 4)`,
  `CREATE TABLE application (id bigserial PRIMARY KEY, name text CONSTRAINT unique_app_name UNIQUE, ${AUDIT})`,
  'CREATE INDEX application_name_idx ON application (name)',
  `CREATE TABLE app_version (id bigserial PRIMARY KEY, name text CONSTRAINT unique_version_name UNIQUE, ${AUDIT})`,
  'CREATE INDEX app_version_name_idx ON app_version (name)',
  `CREATE TABLE application_version_entities (
     application_entities_id bigint NOT NULL REFERENCES application (id),
     version_entities_id bigint NOT NULL REFERENCES app_version (id),
     PRIMARY KEY (application_entities_id, version_entities_id))`,
  `CREATE TABLE rule (id bigserial PRIMARY KEY, account_id text, region text, application_id text, application_version text,
     image_name text, image_owner text, reason text NOT NULL, expiry_date timestamp NOT NULL,
     violation_type_entity_id text REFERENCES violation_type (id), created timestamp NOT NULL, created_by text NOT NULL,
     last_modified timestamp, last_modified_by text, version bigint NOT NULL, meta_info_json_path text)`,
  `CREATE TABLE rule_entity (rule_name text PRIMARY KEY, account_id text,
     violation_type_entity_id text NOT NULL REFERENCES violation_type (id), ${AUDIT})`,
  `CREATE TABLE violation (id bigserial PRIMARY KEY, event_id text, account_id text, region text, instance_id text,
     meta_info text, comment text, plugin_fully_qualified_class_name text,
     violation_type_entity_id text NOT NULL REFERENCES violation_type (id), ${AUDIT}, username text,
     rule_entity_id bigint REFERENCES rule (id), application_id bigint, application_version_id bigint)`,
  `CREATE UNIQUE INDEX unique_violation ON violation (account_id, region, event_id, violation_type_entity_id, instance_id)
     WHERE instance_id IS NOT NULL`,
  `CREATE UNIQUE INDEX unique_violation_instance_null ON violation (account_id, region, event_id, violation_type_entity_id)
     WHERE instance_id IS NULL`,
  'CREATE INDEX violation_created_idx ON violation (created)',
  'CREATE INDEX violation_instance_id_idx ON violation (instance_id)',
  `CREATE INDEX resolved_violation_idx ON violation (account_id) WHERE rule_entity_id IS NULL AND comment IS NOT NULL`,
  `CREATE TABLE lifecycle (id bigserial PRIMARY KEY, event_date date, account_id text, image_id text, image_name text,
     region text, userdata_path text, event_type text, instance_id text, application bigint REFERENCES application (id),
     application_version bigint REFERENCES app_version (id), instance_boot_time timestamp, ${AUDIT})`,
];

/** Old rows, each of them a case: column values as SQL sees them. */
const NOON = '2017-03-01 12:00:00.123456';
const BY = `'${NOON}', 'jdoe', '${NOON}', 'jdoe', 3`;
const ROWS = [
  // Priority edited by somebody; a type of a plugin of their own, without priority; one exactly as it was delivered.
  `INSERT INTO violation_type (id, help_text, violation_severity, is_audit_relevant, title, priority, version) VALUES
     ('WRONG_AMI', 'old words', 3, true, 'old title', 2, 0), ('EC2_WITH_KEYPAIR', 'old words', 0, false, NULL, 4, 0),
     ('OUR_OWN_TYPE', 'help', NULL, false, NULL, NULL, 0), ('ACTIVE_KEY_TOO_OLD', 'old words', 1, false, NULL, 2, 0),
     ('MODIFIED_ROLE_OR_SERVICE', 'old words', 1, false, NULL, 2, 0)`,
  `INSERT INTO application (id, name, created, created_by, last_modified, last_modified_by, version) VALUES
     (3, 'shop', ${BY}), (8, NULL, ${BY}), (9, 'cart', NULL, NULL, NULL, NULL, 0)`,
  `INSERT INTO app_version (id, name, created, created_by, last_modified, last_modified_by, version) VALUES
     (5, '1.0', ${BY}), (6, '2.0', ${BY})`,
  `INSERT INTO application_version_entities VALUES (3, 5), (3, 6), (9, 5)`,
  `INSERT INTO rule (id, account_id, reason, image_name, expiry_date, created, created_by, version) VALUES
     (1, '111122223333', 'ticket 1', NULL, '9999-12-31 00:00:00', '${NOON}', 'jdoe', 0),
     (2, ' 111122223333 ', 'ticket 2', '(a(?=b)', '2018-01-01 00:00:00', '${NOON}', 'jdoe', 0),
     (4, '111122223333', ' ', NULL, 'infinity', '${NOON}', 'jdoe', 0)`,
  `INSERT INTO rule_entity (rule_name, violation_type_entity_id, version) VALUES ('never used', 'WRONG_AMI', 0)`,
  ...violationRows([
    // The same finding in three events: open, then resolved (by an empty comment), then back.
    { id: 10, event_id: 'e-1', instance_id: 'i-1', meta_info: '{"ami_id":"ami-1","n":12345678901234567890}' },
    {
      id: 11,
      event_id: 'e-2',
      instance_id: 'i-1',
      meta_info: '  ',
      comment: '',
      created: '2017-03-02 12:00:00',
    },
    { id: 12, event_id: 'e-3', instance_id: 'i-1', meta_info: 'not json', created: '2017-03-03 12:00:00' },
    // JSON that the database refuses in two ways, beside what it takes.
    {
      id: 13,
      event_id: 'e-4',
      meta_info: String.raw`{"zero":"a\u0000b","half":"\ud83d!","whole":"\uD83D\uDE00","text":"\\u0000"}`,
    },
    // Whitelisted by a rule that expired since.
    { id: 14, event_id: 'e-5', comment: 'Whitelisted automatically because of:ticket 2', rule_entity_id: 2 },
    // Applications that are not there; one that is.
    { id: 15, event_id: 'e-6', application_id: 77, application_version_id: 78 },
    {
      id: 16,
      event_id: 'e-7',
      application_id: 3,
      application_version_id: 5,
      username: 'arn:aws:iam::1:user/x',
    },
    // Two that the old unique indexes do not keep apart.
    { id: 17, event_id: null, account_id: null, region: null },
    { id: 18, event_id: null, account_id: null, region: null },
    { id: 19, event_id: 'e-8', region: null },
    // Of a job, and of the plugin that tells its findings apart by the name of a role.
    {
      id: 20,
      event_id: 'check-access-key_AKIA1',
      violation_type_entity_id: 'ACTIVE_KEY_TOO_OLD',
      region: 'no-region',
    },
    {
      id: 21,
      event_id: 'e-9',
      violation_type_entity_id: 'MODIFIED_ROLE_OR_SERVICE',
      meta_info: '{"role_name":"Shop-Deployer"}',
    },
    {
      id: 22,
      event_id: 'e-10',
      violation_type_entity_id: 'OUR_OWN_TYPE',
      created: null,
      last_modified: null,
    },
    { id: 23, event_id: `e-${'x'.repeat(300)}` },
  ]),
  `INSERT INTO lifecycle (id, event_date, account_id, region, instance_id, event_type, application, application_version,
       instance_boot_time, userdata_path, created, created_by, last_modified, last_modified_by, version) VALUES
     (1, '2017-03-01', '1', 'r', 'i-1', 'RunInstances', 3, 5, NULL, NULL, ${BY}),
     (2, '2017-03-01', '1', 'r', 'i-1', 'RunInstances', 3, 5, NULL, NULL, ${BY}),
     (3, '2017-03-01', '1', 'r', 'i-1', 'RunInstances', 3, 6, NULL, NULL, '2017-03-01 18:00:00', 'x', NULL, NULL, 0),
     (4, NULL, '1', 'r', 'i-1', NULL, 3, 5, '2017-03-01 12:01:00.5', 's3/boot', ${BY}),
     (5, NULL, '1', 'r', 'i-1', NULL, 3, 5, '2017-03-01 12:01:00.5', 's3/boot', '2017-03-05 12:00:00', 'x', NULL, NULL, 0),
     (6, '2017-03-01', '1', 'r', 'i-2', 'RunInstances', NULL, 5, NULL, NULL, ${BY})`,
];

type Value = string | number | null;

function violationRows(rows: readonly Readonly<Record<string, Value>>[]): string[] {
  const usual = {
    account_id: '111122223333',
    region: 'eu-west-1',
    violation_type_entity_id: 'WRONG_AMI',
    plugin_fully_qualified_class_name: 'org.zalando.stups.fullstop.plugin.ami.AmiPlugin',
    created: NOON,
    created_by: 'FULLSTOP',
    last_modified: NOON,
    last_modified_by: 'jdoe',
    version: 1,
  };
  return rows.map((row) => {
    const whole = Object.entries({ ...usual, ...row });
    const values = whole.map(([, value]) =>
      typeof value === 'string' ? pg.escapeLiteral(value) : String(value),
    );
    return `INSERT INTO violation (${whole.map(([column]) => column).join(', ')}) VALUES (${values.join(', ')})`;
  });
}

/** Statements that make an old database, with rows that show every difference to the new one. */
export function legacyDatabase(schema = 'fullstop_data'): string {
  return [
    `CREATE SCHEMA ${schema}`,
    `SET search_path TO ${schema}`,
    ...TABLES,
    ...ROWS,
    // Sequences of bigserial columns do not follow ids that are given.
    ...['application', 'app_version', 'rule', 'violation', 'lifecycle'].map(
      (table) => `SELECT setval('${table}_id_seq', (SELECT max(id) FROM ${table}))`,
    ),
    'RESET search_path',
  ].join(';\n');
}
