import { gzipSync } from 'node:zlib';
import { RetryableError } from '@fullstop/core';
import { Boots } from '@fullstop/store';
import { InMemoryBuckets } from '@fullstop/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startApi } from '../src/index.js';
import { ApiWorld, aClock } from './support/api-world.js';
import { Callers } from './support/callers.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const ACCOUNT = '111122223333';
const SCOPE = 'fullstop.instance-log.write';
const world = new ApiWorld();
const callers = new Callers();
const clock = aClock();
const buckets = new InMemoryBuckets();
const bucket = buckets.bucket('instance-logs');

beforeAll(async () => {
  world.buckets = buckets;
  await Promise.all([world.start(), callers.start()]);
  await world.fresh({ authentication: callers.authentication, clock });
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));

interface Entry {
  readonly id: number;
  readonly application: string;
  readonly version: string;
  readonly instance_id: string;
  readonly [name: string]: unknown;
}
interface Page {
  readonly content: readonly Entry[];
  readonly total_elements: number;
  readonly total_pages: number;
}

async function list(application: string, rest = ''): Promise<Page> {
  const path = `/api/lifecycles/applications/${encodeURIComponent(application)}/versions${rest}`;
  const response = await world.request(path, { headers: callers.as('jdoe') });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Page;
}

const instancesOf = ({ content }: Page) => content.map(({ instance_id }) => instance_id);

describe('GET /api/lifecycles/applications/{name}/versions', () => {
  const odd = `a/b "c" 'd' ü;--`;

  beforeAll(async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 7, 6, hour, 0, 0, 123));
    const rows = [
      ['App1', '1.0', 'i-a', 'eu-west-1', 9],
      ['App1', '1.0.1', 'i-c', 'eu-central-1', 7],
      ['App1', '1.0.1', 'i-b', 'eu-west-1', 8],
      ['App2', '2.0-SNAP', 'i-d', 'eu-west-1', 9],
      ['App2', '2', 'i-e', 'eu-west-1', 9],
      [odd, odd, 'i-f', 'eu-west-1', 9],
    ] as const;
    for (const [applicationId, applicationVersion, instanceId, region, hour] of rows) {
      const entry = { applicationId, applicationVersion, instanceId, region, eventDate: at(hour) };
      await world.store.commit({
        lifecycleEntries: [
          { ...entry, accountId: ACCOUNT, eventType: 'RunInstances', imageId: 'ami-1', imageName: 'Taupage' },
        ],
      });
    }
    await new Boots(world.database.dataSource, clock).save(
      {
        accountId: '444455556666',
        region: 'eu-west-1',
        instanceId: 'i-g',
        bootTime: at(10),
        userdataPath: 'bucket/key',
        applicationId: 'App3',
        applicationVersion: '1',
      },
      'somebody',
    );
  });

  it('14.8 #1: entries of CloudTrail have every field', async () => {
    const [entry] = (await list('App1')).content;
    expect(entry).toEqual({
      id: expect.any(Number),
      application: 'App1',
      version: '1.0',
      event_date: '2026-08-06T09:00:00.123Z',
      event_type: 'RunInstances',
      image_id: 'ami-1',
      image_name: 'Taupage',
      account_id: ACCOUNT,
      region: 'eu-west-1',
      instance_id: 'i-a',
      instance_boot_time: null,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('14.8 #1: so have those of instance logs', async () => {
    expect((await list('App3', '/1')).content).toMatchObject([
      {
        event_date: null,
        event_type: null,
        image_id: null,
        image_name: null,
        instance_boot_time: '2026-08-06T10:00:00.123Z',
      },
    ]);
  });

  it.each([
    ['1.0', ['i-a']],
    ['1.0.1', ['i-c', 'i-b']],
    ['1', []],
    ['9', []],
  ])('14.8 #1, #2, A-49: version %s is found by its whole name', async (version, instances) => {
    expect(instancesOf(await list('App1', `/${version}`))).toEqual(instances);
  });

  it('14.8 #2: a version with dots and letters', async () => {
    expect(instancesOf(await list('App2', '/2.0-SNAP'))).toEqual(['i-d']);
    expect(instancesOf(await list('App2', '/2'))).toEqual(['i-e']);
  });

  it.each(['nobody', 'app1', '%', "' OR 1=1 --", '\0', 'x'.repeat(5000)])(
    '14.8 #3: application %j is unknown, so the page is empty',
    async (application) => {
      const page = await list(application);
      expect(page).toMatchObject({ content: [], total_elements: 0, total_pages: 0, first: true, last: true });
    },
  );

  it('14.8 #4: names may have slashes, quotes and letters of any language', async () => {
    expect(instancesOf(await list(odd, `/${encodeURIComponent(odd)}`))).toEqual(['i-f']);
  });

  it.each<[string, string, string[], number, number]>([
    ['14.8 #5', '?size=4', ['i-a', 'i-c', 'i-b'], 3, 1],
    ['14.8 #6', '/1.0?size=2', ['i-a'], 1, 1],
    ['pages', '?size=2&page=1', ['i-b'], 3, 2],
    ['a page past the end', '?size=2&page=7', [], 3, 2],
    ['sort by id', '?sort=id,desc', ['i-b', 'i-c', 'i-a'], 3, 1],
    ['sort in camel case', '?sort=eventDate', ['i-c', 'i-b', 'i-a'], 3, 1],
    ['sort in snake case', '?sort=event_date,desc', ['i-a', 'i-b', 'i-c'], 3, 1],
    ['sort by several', '?sort=region&sort=instance_id,desc', ['i-c', 'i-b', 'i-a'], 3, 1],
    ['A-50: instance', '?instance-id=i-b', ['i-b'], 1, 1],
    ['A-50: accounts', `?accounts=1,${ACCOUNT}`, ['i-a', 'i-c', 'i-b'], 3, 1],
    ['A-50: other accounts', '?accounts=444455556666', [], 0, 0],
    ['A-50: blank accounts', '?accounts=', [], 0, 0],
    ['A-50: from', '?from=2099-01-01T00:00:00Z', [], 0, 0],
    ['A-50: to', '?to=2099-01-01T00:00:00Z', ['i-a', 'i-c', 'i-b'], 3, 1],
  ])('%s: App1 with %s', async (_, rest, instances, total, pages) => {
    const page = await list('App1', rest);
    expect(instancesOf(page)).toEqual(instances);
    expect(page).toMatchObject({ total_elements: total, total_pages: pages });
  });

  it.each(['sort=accountId', 'sort=id;drop table', 'from=2026-08-06', 'page=2147483647&size=2000'])(
    'with %s answers 400',
    async (query) => {
      const path = `/api/lifecycles/applications/App1/versions?${query}`;
      expect((await world.request(path, { headers: callers.as('jdoe') })).status).toBe(400);
    },
  );
});

describe('POST /api/instance-logs', () => {
  const BOOT = '2016-01-15T15:59:54.000Z';
  const FOLDER = `${ACCOUNT}/eu-west-1/2016/01/15/i-1a-${BOOT}`;

  beforeEach(async () => {
    bucket.bytes.clear();
    bucket.failure = undefined;
    world.teams.accounts.set('member', [ACCOUNT]);
    await world.rows('TRUNCATE fullstop_data.lifecycle');
  });

  const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
  const aLog = (given: object = {}) => ({
    log_type: 'USER_DATA',
    instance_id: 'i-1a',
    account_id: ACCOUNT,
    region: 'eu-west-1',
    instance_boot_time: BOOT,
    log_data: base64('application_id: shop\napplication_version: "1.0"\n'),
    ...given,
  });

  function post(body: object, headers = callers.as('an-instance', SCOPE)) {
    return world.request('/api/instance-logs', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  const texts = () => [...bucket.bytes].map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]);

  async function lifecycle(): Promise<object[]> {
    return world.rows(
      `SELECT a.name AS application, v.name AS version, l.instance_id, l.instance_boot_time, l.account_id, l.region,
              l.userdata_path, l.event_type, l.event_date, l.created_by
         FROM fullstop_data.lifecycle l
         JOIN fullstop_data.application a ON a.id = l.application
         JOIN fullstop_data.app_version v ON v.id = l.application_version`,
    );
  }

  it('14.8 #7: user data go to S3 and into the lifecycle', async () => {
    const response = await post(aLog());
    expect([response.status, await response.text()]).toEqual([201, '']);
    const key = `${FOLDER}/taupage.yaml`;
    expect(texts()).toEqual([[key, 'application_id: shop\napplication_version: "1.0"\n']]);
    expect(await lifecycle()).toEqual([
      {
        application: 'shop',
        version: '1.0',
        instance_id: 'i-1a',
        instance_boot_time: new Date(BOOT),
        account_id: ACCOUNT,
        region: 'eu-west-1',
        userdata_path: `instance-logs/${key}`,
        event_type: null,
        event_date: null,
        created_by: 'an-instance',
      },
    ]);
  });

  it('A-53: the same start again is no second entry', async () => {
    const responses = await Promise.all([1, 2, 3].map(() => post(aLog())));
    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await lifecycle()).toHaveLength(1);
    await post(aLog({ instance_boot_time: '2016-01-16T00:00:00Z' }));
    expect(await lifecycle()).toHaveLength(2);
  });

  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat([...'bcdefghi'].map((c, n) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[n]}`)}]`))
    .concat('application_id: shop', 'application_version: 1')
    .join('\n');

  it.each<[string, string, string | undefined]>([
    ['14.8 #8: without an application', 'application_version: 1', undefined],
    ['14.8 #8: without a version', 'application_id: shop', undefined],
    ['14.8 #8: blank ones', 'application_id: " "\napplication_version: ~', undefined],
    ['14.8 #14: a bomb of aliases', bomb, undefined],
    ['14.8 #14: tags of others', 'application_id: !!js/function x\napplication_version: 1', undefined],
    ['14.8 #14: nested very deep', `${'['.repeat(20_000)}`, undefined],
    ['14.8 #14: long', `application_id: shop\napplication_version: 1\n#${'x'.repeat(70_000)}`, undefined],
    ['14.8 #15: nothing but a comment', '#taupage-ami-config', undefined],
    ['14.8 #15: a plain scalar', 'hello', undefined],
    ['a list', '- application_id', undefined],
    ['no YAML', 'a: [', undefined],
    ['a mapping as application', 'application_id: {a: 1}\napplication_version: 1', undefined],
    ['14.8 #16: a number', 'application_id: shop\napplication_version: 5', 'shop 5'],
    ['a number with a zero', 'application_id: shop\napplication_version: 1.10', 'shop 1.10'],
    ['an anchor', 'x: &x shop\napplication_id: *x\napplication_version: 1', 'shop 1'],
  ])('%s is stored, and the lifecycle has %s', async (_, yaml, application) => {
    expect((await post(aLog({ log_data: base64(yaml) }))).status).toBe(201);
    expect(texts()).toEqual([[`${FOLDER}/taupage.yaml`, yaml]]);
    const rows = (await lifecycle()) as { application: string; version: string }[];
    expect(rows.map((row) => `${row.application} ${row.version}`)).toEqual(application ? [application] : []);
  });

  it('14.8 #9: audit logs go to S3 byte by byte, and not into the lifecycle', async () => {
    const bytes = gzipSync('application_id: shop\napplication_version: 1');
    const lines = base64(bytes).replace(/(.{20})/g, '$1\r\n');
    expect((await post(aLog({ log_type: 'AUDIT_LOG', log_data: lines }))).status).toBe(201);
    const [[key, stored] = []] = [...bucket.bytes];
    expect(key).toBe(`${FOLDER}/audit-log-2026-08-06T12:00:00.000Z.log.gz`);
    expect(Buffer.from(stored!)).toEqual(bytes);
    expect(await lifecycle()).toEqual([]);
  });

  it('an audit log of 5 MiB is taken', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024, 7);
    expect((await post(aLog({ log_type: 'AUDIT_LOG', log_data: base64(bytes) }))).status).toBe(201);
    expect([...bucket.bytes.values()][0]).toHaveLength(bytes.length);
  });

  it.each<[unknown, string]>([
    [undefined, '2026/08/06/i-1a-2026-08-06T12:00:00.000Z'],
    [null, '2026/08/06/i-1a-2026-08-06T12:00:00.000Z'],
    [1_452_873_594_000, `2016/01/15/i-1a-${BOOT}`],
    ['2016-01-15', '2016/01/15/i-1a-2016-01-15T00:00:00.000Z'],
    ['2016-01-15T15:59', '2016/01/15/i-1a-2016-01-15T15:59:00.000Z'],
    ['2016-01-15T15:59:54', `2016/01/15/i-1a-${BOOT}`],
    ['2016-01-15T23:59:54.1+08:00', '2016/01/15/i-1a-2016-01-15T15:59:54.100Z'],
    ['2016-01-15T00:00+0200', '2016/01/14/i-1a-2016-01-14T22:00:00.000Z'],
  ])('a start at %j gives a folder in UTC', async (instance_boot_time, folder) => {
    expect((await post(aLog({ instance_boot_time }))).status).toBe(201);
    expect([...bucket.bytes.keys()]).toEqual([`${ACCOUNT}/eu-west-1/${folder}/taupage.yaml`]);
  });

  it.each<[string, object, string]>([
    ['14.8 #10: no log_type', { log_type: undefined }, 'log_type'],
    ['14.8 #10: an unknown log_type', { log_type: 'user_data' }, 'log_type'],
    ['14.8 #11: no log_data', { log_data: undefined }, 'log_data'],
    ['14.8 #11: empty log_data', { log_data: '' }, 'log_data'],
    ['14.8 #11: log_data that is no Base64', { log_data: 'a_b-' }, 'log_data'],
    ['14.8 #11: log_data with a rest', { log_data: 'aaaaa' }, 'log_data'],
    ['14.8 #12: an instance that is a path', { instance_id: '../../x' }, 'instance_id'],
    ['14.8 #12: an instance with a line break', { instance_id: 'i-1\n' }, 'instance_id'],
    ['14.8 #12: an account that is a path', { account_id: 'a/b' }, 'account_id'],
    ['an account of 11 digits', { account_id: '11112222333' }, 'account_id'],
    ['a region that is a path', { region: '../eu-west-1' }, 'region'],
    ['no region', { region: undefined }, 'region'],
    ['a start that is no date', { instance_boot_time: 'yesterday' }, 'instance_boot_time'],
    ['a start beyond all years', { instance_boot_time: 8.64e15 }, 'instance_boot_time'],
    ['a start before all', { instance_boot_time: -1 }, 'instance_boot_time'],
    ['more than 5 MiB', { log_data: base64(Buffer.alloc(5 * 1024 * 1024 + 1)) }, 'log_data'],
  ])('A-51: %s gives 400 that names it, and nothing is written', async (_, given, field) => {
    const response = await post(aLog(given));
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toContain(field);
    expect([bucket.bytes.size, await lifecycle()]).toEqual([0, []]);
  });

  it.each([
    ['for a while', new RetryableError('FACT_UNAVAILABLE', 'throttled'), 503],
    ['for good', new Error('no such bucket'), 502],
  ])('14.8 #13, A-52: S3 that refuses %s gives an error, and no lifecycle', async (_, failure, status) => {
    bucket.failure = failure;
    expect((await post(aLog())).status).toBe(status);
    expect(await lifecycle()).toEqual([]);
  });

  it.each<[string, string, string[], number]>([
    ['somebody', 'neither scope nor role', [], 403],
    ['somebody', 'another scope', ['fullstop.violation.write'], 403],
    ['somebody', 'the scope', [SCOPE], 201],
    ['member', 'a role in the account', [], 201],
  ])('A-17: %s with %s', async (uid, _, scopes, status) => {
    expect((await post(aLog(), callers.as(uid, ...scopes))).status).toBe(status);
    expect(bucket.bytes.size).toBe(status === 201 ? 1 : 0);
  });

  it('without a bucket, logs are refused with 503', async () => {
    const { database, store, logger } = world;
    const api = await startApi({
      host: '127.0.0.1',
      port: 0,
      database,
      store,
      logger,
      plugins: () => [],
      authentication: { kind: 'none' },
      allowedTeams: [],
    });
    const response = await fetch(`${api.url}/api/instance-logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aLog()),
    });
    await api.stop();
    expect(response.status).toBe(503);
  });
});
