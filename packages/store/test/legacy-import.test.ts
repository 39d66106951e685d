import { fingerprintOf } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { embeddedFolder } from '@fullstop/tools/embedded-folder';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type Database,
  type ImportReport,
  importLegacyDatabase,
  LegacyImportError,
  openDatabase,
  TypeormFindingsStore,
} from '../src/index.js';
import { metaInfoText } from '../src/legacy-import/meta-info-text.js';
import { startChild } from './support/child.js';
import { legacyDatabase } from './support/legacy-database.js';
import { aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const TABLES = [
  'violation_type',
  'application',
  'app_version',
  'application_version_entities',
  'rule',
  'violation',
  'lifecycle',
];

let server: PostgresServer;
/** URL of the old database, whose server thinks to be in Tokyo. */
let old: string;
/** URL of a database with the new schema and nothing in it. */
let template: string;
/** URL of the database that the old one was imported into, in batches of three. */
let imported: string;
let report: ImportReport;
let database: Database;

beforeAll(async () => {
  server = await startPostgresServer();
  old = await server.createDatabase();
  await server.execute(old, legacyDatabase());
  await server.execute(old, `ALTER DATABASE ${new URL(old).pathname.slice(1)} SET timezone TO 'Asia/Tokyo'`);
  template = await server.createDatabase();
  await (await openDatabase({ url: template })).close();
  imported = await server.createDatabase(template);
  report = await importLegacyDatabase({ from: { url: old }, to: { url: imported }, batchRows: 3 });
  database = await openDatabase({ url: imported });
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  return database.dataSource.query(sql);
}

/** Every row of every table, as text. */
async function everything(url: string): Promise<unknown> {
  const opened = await openDatabase({ url });
  try {
    const tables = TABLES.map(async (table) => {
      // Types that the first migration made have its time.
      const where = table === 'violation_type' ? "WHERE created_by <> 'FULLSTOP' OR id = 'OUR_OWN_TYPE'" : '';
      return opened.dataSource.query(`SELECT t::text FROM fullstop_data.${table} t ${where} ORDER BY 1`);
    });
    return await Promise.all(tables);
  } finally {
    await opened.close();
  }
}

const violation = async (id: number) =>
  (await query(`SELECT * FROM fullstop_data.violation WHERE id = ${id}`))[0];

describe('an imported old database', () => {
  it('tells how many rows of each table were read, imported and left out', () => {
    expect(report.tables).toEqual([
      { table: 'violation_type', read: 5, imported: 1, present: 4, skipped: 0 },
      { table: 'application', read: 3, imported: 3, present: 0, skipped: 0 },
      { table: 'app_version', read: 2, imported: 2, present: 0, skipped: 0 },
      { table: 'application_version_entities', read: 3, imported: 3, present: 0, skipped: 0 },
      { table: 'rule', read: 3, imported: 3, present: 0, skipped: 0 },
      { table: 'violation', read: 14, imported: 14, present: 0, skipped: 0 },
      { table: 'lifecycle', read: 6, imported: 3, present: 0, skipped: 3 },
    ]);
  });

  it.each([
    ['violation', 'application_id without target became null', ['15']],
    ['violation', 'application_version_id without target became null', ['15']],
    ['violation', 'blank meta_info became null', ['11']],
    ['violation', 'meta_info is not JSON and became {"data": …}', ['12']],
    ['violation', 'characters of meta_info that the database refuses became U+FFFD', ['13']],
    ['violation', 'no account: took unknown', ['17', '18']],
    ['violation', 'no region: took unknown', ['17', '18', '19']],
    ['violation', 'no account, region or event id: the event id ends in /legacy-<id>', ['17', '18', '19']],
    [
      'violation',
      'account, region, event id or instance id too long for an index: cut, with a digest',
      ['23'],
    ],
    ['violation', 'no time of creation: took 1970', ['22']],
    ['violation_type', 'no priority: took 4', ['OUR_OWN_TYPE']],
    ['application', 'no name: took unknown/legacy-<id>', ['8']],
    ['rule', 'blank reason: took "imported without a reason"', ['4']],
    ['lifecycle', 'left out: says the same as a row with a lower id', ['2', '5']],
    ['lifecycle', 'left out: names no application, or no version of it', ['6']],
  ])('reports of %s: %s', (table, what, ids) => {
    expect(report.changes).toContainEqual({ table, what, count: ids.length, ids });
  });

  it('reports rules that cannot be applied here, and what was changed of types', () => {
    const told = report.changes.map(({ table, what, ids }) => `${table} ${ids}: ${what}`);
    expect(told).toContainEqual(
      expect.stringMatching(/^rule 2: covers nothing here, replace it: image_name: /),
    );
    expect(told).toContainEqual(
      'violation_type WRONG_AMI: was changed in the old database, and is now here: priority 1 → 2, is_audit_relevant false → true',
    );
  });

  it.each([
    ['8.1 #3: JSON stays as it is', 10, '{"n": 12345678901234567890, "ami_id": "ami-1"}'],
    ['8.1 #4: blank text becomes null', 11, null],
    ['8.1 #5: invalid JSON is wrapped', 12, '{"data": "not json"}'],
    [
      '7.1: U+0000 and halves of pairs are replaced, and nothing else',
      13,
      JSON.stringify({ half: '\ufffd!', text: '\\u0000', zero: 'a\ufffdb', whole: '😀' }).replaceAll(
        /([:,])"/g,
        '$1 "',
      ),
    ],
  ])('%s', async (_name, id, text) => {
    expect(
      await query(`SELECT meta_info::text AS text FROM fullstop_data.violation WHERE id = ${id}`),
    ).toEqual([{ text }]);
  });

  it('8.1 #6: timestamps without zone are UTC, to the millisecond, wherever the old server is', async () => {
    const noon = new Date('2017-03-01T12:00:00.123Z');
    expect(await violation(10)).toMatchObject({
      ...{ created: noon, event_time: noon, first_seen: noon, last_seen: noon, created_by: 'FULLSTOP' },
      ...{ last_modified_by: 'jdoe', version: '1', account_id: '111122223333', region: 'eu-west-1' },
    });
  });

  it('occurrences of a finding follow each other, and what came back after a resolution says so', async () => {
    const rows = await query(
      'SELECT id, occurrences, recurrence_of, last_seen FROM fullstop_data.violation WHERE id IN (10, 11, 12) ORDER BY id',
    );
    expect(rows).toEqual([
      { id: '10', occurrences: 1, recurrence_of: null, last_seen: new Date('2017-03-01T12:00:00.123Z') },
      { id: '11', occurrences: 2, recurrence_of: null, last_seen: new Date('2017-03-02T12:00:00Z') },
      { id: '12', occurrences: 3, recurrence_of: '11', last_seen: new Date('2017-03-03T12:00:00Z') },
    ]);
  });

  it.each([
    ['a plugin', 10, { type: 'WRONG_AMI', instanceId: 'i-1' }, undefined],
    ['a job', 20, { type: 'ACTIVE_KEY_TOO_OLD', region: 'no-region' }, 'check-access-key_AKIA1'],
    ['the plugin of protected roles', 21, { type: 'MODIFIED_ROLE_OR_SERVICE' }, 'Shop-Deployer'],
  ])('a row of %s has the fingerprint that new findings will have', async (_who, id, given, key) => {
    const identity = {
      accountId: '111122223333',
      region: 'eu-west-1',
      eventId: 'any',
      instanceId: null,
      ...given,
    };
    expect((await violation(id))?.fingerprint).toBe(fingerprintOf(identity, key));
  });

  it('rows without account, region or event id are kept apart', async () => {
    const rows = await query(
      'SELECT account_id, region, event_id FROM fullstop_data.violation WHERE id IN (17, 18, 19) ORDER BY id',
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['unknown', 'unknown', 'unknown/legacy-17'],
      ['unknown', 'unknown', 'unknown/legacy-18'],
      ['111122223333', 'unknown', 'e-8/legacy-19'],
    ]);
  });

  it.each([
    [11, { comment: '', rule_entity_id: null }],
    [14, { comment: 'Whitelisted automatically because of:ticket 2', rule_entity_id: '2' }],
    [15, { application_id: null, application_version_id: null }],
    [16, { application_id: '3', application_version_id: '5', username: 'arn:aws:iam::1:user/x' }],
  ])('violation %d keeps its state, its application and who caused it', async (id, expected) => {
    expect(await violation(id)).toMatchObject(expected);
  });

  it('an expired rule has ended and reopens nothing; the others are in force', async () => {
    const rows = await query(
      'SELECT id, account_id, ended_at, sweep, applies_to_open FROM fullstop_data.rule ORDER BY id',
    );
    const ended = new Date('2018-01-01T00:00:00Z');
    expect(rows).toEqual([
      { id: '1', account_id: '111122223333', ended_at: null, sweep: null, applies_to_open: false },
      { id: '2', account_id: '111122223333', ended_at: ended, sweep: null, applies_to_open: false },
      { id: '4', account_id: '111122223333', ended_at: null, sweep: null, applies_to_open: false },
    ]);
  });

  it('lifecycles have the time of their creation, and of equal ones the first is kept', async () => {
    const rows = await query(
      'SELECT id, event_date, instance_boot_time, userdata_path FROM fullstop_data.lifecycle ORDER BY id',
    );
    const boot = new Date('2017-03-01T12:01:00.500Z');
    expect(rows).toEqual([
      {
        id: '1',
        event_date: new Date('2017-03-01T12:00:00.123Z'),
        instance_boot_time: null,
        userdata_path: null,
      },
      {
        id: '3',
        event_date: new Date('2017-03-01T18:00:00Z'),
        instance_boot_time: null,
        userdata_path: null,
      },
      { id: '4', event_date: null, instance_boot_time: boot, userdata_path: 's3/boot' },
    ]);
  });

  it('7.1: the tables that are not to be created are not', async () => {
    expect(await query("SELECT to_regclass('fullstop_data.rule_entity')::text AS leftover")).toEqual([
      { leftover: null },
    ]);
  });

  it('what is stored afterwards has ids behind the old ones, and counts on', async () => {
    const url = await server.createDatabase(template);
    await importLegacyDatabase({ from: { url: old }, to: { url } });
    const opened = await openDatabase({ url });
    try {
      const clock = new FixedClock(new Date('2026-03-01T12:00:00Z'));
      const store = new TypeormFindingsStore(opened.dataSource, { clock });
      await store.commit({
        violations: [
          aViolation({
            accountId: '111122223333',
            eventId: 'new',
            applicationId: 'new',
            applicationVersion: 'new',
          }),
        ],
      });
      const sql = `SELECT v.id, occurrences, first_seen, application_id, application_version_id
                     FROM fullstop_data.violation v WHERE event_id = 'new'`;
      expect(await opened.dataSource.query(sql)).toEqual([
        {
          ...{ id: '24', occurrences: 4, first_seen: new Date('2017-03-01T12:00:00.123Z') },
          ...{ application_id: '10', application_version_id: '7' },
        },
      ]);
    } finally {
      await opened.close();
    }
  });
});

describe('importing again', () => {
  it('changes nothing and says that everything is there', async () => {
    const before = await everything(imported);
    const again = await importLegacyDatabase({ from: { url: old }, to: { url: imported } });
    expect(await everything(imported)).toEqual(before);
    expect(again.tables.map(({ imported: rows }) => rows)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(again.tables.find(({ table }) => table === 'violation')).toMatchObject({
      present: 14,
      skipped: 0,
    });
  });

  it('after a kill -9 in the middle of the violations comes to the same rows as in one go', async () => {
    const url = await server.createDatabase(template);
    const child = startChild('import-and-tell.ts', [old, url]);
    let seen = '';
    while (!/"violation","read":6/.test(seen)) {
      seen = await child.line();
      if (seen === '' || seen === 'done') throw new Error(`the import ended early: ${seen}`);
    }
    await child.kill();

    const rest = await importLegacyDatabase({ from: { url: old }, to: { url }, batchRows: 5 });
    const { present = 0, imported: rows = 0 } = rest.tables.find(({ table }) => table === 'violation') ?? {};
    expect(present).toBeGreaterThanOrEqual(6);
    expect(present + rows).toBe(14);
    expect(await everything(url)).toEqual(await everything(imported));
  });
});

describe('odd rows', () => {
  it('with instants that no calendar has, and ids below zero, are imported', async () => {
    const odd = await server.createDatabase(old);
    await server.execute(
      odd,
      `UPDATE fullstop_data.violation SET created = 'infinity', last_modified = '0044-03-15 BC' WHERE id = 10;
       UPDATE fullstop_data.violation SET id = -5 WHERE id = 12;
       UPDATE fullstop_data.rule SET created = '12000-01-01', expiry_date = '-infinity' WHERE id = 4;`,
    );
    const url = await server.createDatabase(template);
    const { tables, changes } = await importLegacyDatabase({ from: { url: odd }, to: { url } });
    expect(tables).toEqual(report.tables);
    const found = (table: string, what: string) =>
      changes.find((each) => each.table === table && each.what.startsWith(what))?.ids;
    expect(found('violation', 'no time of creation: took 1970')).toEqual(['10', '22']);
    expect(found('violation', 'meta_info is not JSON')).toEqual(['-5']);
    expect(found('rule', 'no time of creation')).toEqual(['4']);
  });

  it('that the new database refuses end the import with a message that names them', async () => {
    const url = await server.createDatabase(template);
    await server.execute(
      url,
      'ALTER TABLE fullstop_data.violation ADD CONSTRAINT no_odd_ones CHECK (id <> 12)',
    );
    await expect(importLegacyDatabase({ from: { url: old }, to: { url }, batchRows: 3 })).rejects.toThrow(
      /^Rows 10 to 12 of the old table violation cannot be imported: .*no_odd_ones/,
    );
  });
});

describe('a dry run', () => {
  it('reports the same and stores nothing', async () => {
    const url = await server.createDatabase(template);
    const before = await everything(url);
    const dry = await importLegacyDatabase({ from: { url: old }, to: { url }, dryRun: true });
    expect(dry).toEqual({ ...report, dryRun: true });
    expect(await everything(url)).toEqual(before);
  });

  it('works with the embedded database, too', async () => {
    const { dataDirectory, remove } = await embeddedFolder();
    const to = { dataDirectory };
    expect(await importLegacyDatabase({ from: { url: old }, to, dryRun: true })).toEqual({
      ...report,
      dryRun: true,
    });
    await remove();
  });
});

describe('an import is refused', () => {
  const refusal = async (from: string, to: string, schema?: string) =>
    importLegacyDatabase({ from: { url: from, ...(schema && { schema }) }, to: { url: to } }).then(
      () => 'imported',
      (error: LegacyImportError) => `${error.code}: ${error.message}`,
    );

  it('when ids are taken by something else, which stays', async () => {
    const url = await server.createDatabase(template);
    await server.execute(
      url,
      `INSERT INTO fullstop_data.application (id, name, created, created_by, last_modified, last_modified_by)
       VALUES (3, 'something else', now(), 'x', now(), 'x')`,
    );
    expect(await refusal(old, url)).toMatch(/^LEGACY_IMPORT: .*row 3 of the old table application/);
  });

  it('when names are taken under another id', async () => {
    const url = await server.createDatabase(template);
    await server.execute(
      url,
      `INSERT INTO fullstop_data.application (id, name, created, created_by, last_modified, last_modified_by)
       VALUES (1, 'shop', now(), 'x', now(), 'x')`,
    );
    expect(await refusal(old, url)).toMatch(/^LEGACY_IMPORT: .*row 3 of the old table application/);
  });

  it('from a database of this version, and from one without our tables', async () => {
    expect(await refusal(imported, template)).toMatch(/^LEGACY_IMPORT: .*already one of this version/);
    expect(await refusal(old, template, 'public')).toMatch(
      /^LEGACY_IMPORT: .*it has no violation_type.priority/,
    );
  });

  it('into the schema in which the old tables are; after renaming it, it works', async () => {
    const url = await server.createDatabase(old);
    expect(await refusal(url, url)).toMatch(
      /^LEGACY_IMPORT: .*ALTER SCHEMA fullstop_data RENAME TO fullstop_old/,
    );
    await server.execute(url, 'ALTER SCHEMA fullstop_data RENAME TO fullstop_old');
    expect(await refusal(url, url, 'fullstop_old')).toBe('imported');
    expect(await everything(url)).toEqual(await everything(imported));
  });

  it('when nobody answers, with a message without the password', async () => {
    const told = await refusal('postgresql://u:secret@127.0.0.1:1/none', template);
    expect(told).toMatch(/^LEGACY_IMPORT: Cannot open the old database at 127.0.0.1:1\/none/);
    expect(told).not.toContain('secret');
  });
});

describe('metaInfoText', () => {
  it.each([
    [null, null],
    ['', null],
    ['null', null],
    ['[1.50, 1e2]', '[1.50, 1e2]'],
    [String.raw`"\\u0000\u0000\\\u0000"`, String.raw`"\\u0000@\\@"`.replaceAll('@', '\ufffd')],
    [String.raw`"\udE00\uD83D\uDE00\uD83D"`, String.raw`"@\uD83D\uDE00@"`.replaceAll('@', '\ufffd')],
    ["{'a': 1}", `{"data":"{'a': 1}"}`],
    ['[1e9000, "1e99999"]', '[1e9000, "1e99999"]'],
    ['[1e99999]', '{"data":"[1e99999]"}'],
  ])('%j becomes %j', (given, expected) => {
    expect(metaInfoText(given).text).toBe(expected);
  });

  it('wraps what is nested deeper than the database takes', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(metaInfoText(nested(400)).text).toBe(nested(400));
    expect(metaInfoText(nested(8000)).text).toBe(JSON.stringify({ data: nested(8000) }));
  });
});
