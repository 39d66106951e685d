import { connect } from 'node:net';
import type { ViolationJson, ViolationTypeJson } from '@fullstop/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld } from './support/api-world.js';
import { TokenServer } from './support/token-server.js';

/*
 * What the command line client of the old system (stups-fullstop 1.0.13) sends, byte for byte, over a socket: it must go
 * on working unmodified. Numbers of requests are those of the recording.
 */

jest.setTimeout(60_000);

const TOKEN = 'a-token-of-exactly-30-charact.';
const [OWN, OTHER] = ['111222333444', '555666777888'];
const ACCOUNTS = `accounts=${OWN}%2C${OTHER}`;
const OPEN = `/api/violations?size=20&sort=id%2CDESC&${ACCOUNTS}`;

const world = new ApiWorld();
let tokenServer: TokenServer;

beforeAll(async () => {
  tokenServer = await TokenServer.start();
  tokenServer.tokens.set(TOKEN, { uid: 'jdoe', realm: '/employees', scope: ['uid'], expires_in: 3600 });
  await world.start();
});
afterAll(async () => {
  await world.stop();
  await tokenServer.stop();
});

beforeEach(async () => {
  await world.fresh({ authentication: { kind: 'token-info', uri: `${tokenServer.url}/tokeninfo` } });
  world.teams.accounts.set('jdoe', [OWN]);
  await world.given(
    { accountId: OWN, type: 'WRONG_AMI', applicationId: 'a', applicationVersion: '1' },
    { accountId: OTHER, type: 'WRONG_REGION', instanceId: null, metaInfo: null, username: null },
    {
      accountId: OWN,
      type: 'WRONG_AMI',
      applicationId: 'b',
      applicationVersion: '2',
      metaInfo: { b: true, n: 1 },
    },
    { accountId: '999999999999', type: 'WRONG_AMI' },
    { accountId: OWN, type: 'PASSWORD_USED' },
    { accountId: OWN, type: 'WRONG_AMI', applicationId: 'c', applicationVersion: '1' },
  );
  await world.rows(`UPDATE fullstop_data.violation SET comment = 'done before' WHERE id = 5`);
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends bytes, and reads one answer. */
function exchange(bytes: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`No complete answer: ${received.toString('latin1')}`)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = answerIn(received);
      if (answer === undefined) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

/** The answer, as soon as it is complete. */
function answerIn(received: Buffer): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.subarray(0, end).toString('latin1');
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  const body = received.subarray(end + 4);
  if (body.length < length) return undefined;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body: body.toString('utf8') };
}

/** The headers that every request has, in the order of Python's `requests`. */
function headOf(method: string, path: string, token: string): string {
  return [
    `${method} ${path} HTTP/1.1`,
    `Host: ${new URL(world.url).host}`,
    'User-Agent: python-requests/2.28.2',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    `Authorization: Bearer ${token}`,
    '',
  ].join('\r\n');
}

const get = (path: string, token = TOKEN) =>
  exchange(Buffer.from(`${headOf('GET', path, token)}\r\n`, 'latin1'));

async function list(path: string): Promise<ViolationJson[]> {
  const { status, body } = await get(path);
  expect(status).toBe(200);
  return (JSON.parse(body) as { content: ViolationJson[] }).content;
}

/** Sends the comment as it is, without a content type. */
function post(id: number, comment: Buffer): Promise<Answer> {
  const head = headOf('POST', `/api/violations/${id}/resolution`, TOKEN);
  return exchange(
    Buffer.concat([Buffer.from(`${head}Content-Length: ${comment.length}\r\n\r\n`, 'latin1'), comment]),
  );
}

async function commentOf(id: number): Promise<string | null> {
  const [row] = await world.rows<{ comment: string | null }>(
    'SELECT comment FROM fullstop_data.violation WHERE id = $1',
    [id],
  );
  return row!.comment;
}

/** What the client reads of each violation without asking whether it is there. */
function expectReadable(violation: ViolationJson): void {
  expect(violation.id).toEqual(expect.any(Number));
  for (const field of ['account_id', 'region', 'meta_info', 'comment', 'instance_id', 'application_id']) {
    expect(violation).toHaveProperty(field);
  }
  expect(violation).toHaveProperty('application_version_id');
  expect(violation.violation_type.id).toEqual(expect.any(String));
  // The client's pattern is `%Y-%m-%dT%H:%M:%S.%fZ`.
  expect(violation.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/);
}

describe('the old Python client', () => {
  it('cli 8.1 #1, request 1: reads the types', async () => {
    const { status, body } = await get('/api/violation-types');
    expect(status).toBe(200);
    const types = JSON.parse(body) as ViolationTypeJson[];
    expect(types.length).toBeGreaterThan(30);
    for (const type of types) {
      expect(type.id).toEqual(expect.any(String));
      expect(type.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/);
      expect(type).toHaveProperty('violation_severity');
      expect(type).toHaveProperty('help_text');
    }
  });

  it.each([
    [
      'request 2',
      `/api/violations?size=50&sort=id%2CDESC&from=2018-08-01T10%3A00%3A00.722493Z&${ACCOUNTS}`,
      [6, 3, 2, 1],
    ],
    ['request 3', OPEN, [6, 3, 2, 1]],
    ['cli 8.1 #2, the second of request 4', `${OPEN}&checked=true`, [5]],
    [
      'request 5',
      '/api/violations?size=20&sort=id%2CDESC&from=2018-01-01T00%3A00%3A00.000000Z&application-ids=a%2Cb' +
        '&application-version-ids=1%2C2&severity=3&type=WRONG_AMI&applications=a%2Cb&application_versions=1%2C2' +
        `&${ACCOUNTS}`,
      [3, 1],
    ],
    ['request 10, without accounts', '/api/violations?size=20&sort=id%2CDESC', [6, 4, 3, 2, 1]],
    ['cli 8.1 #7, request 10, with blank accounts', '/api/violations?size=20&sort=id%2CDESC&accounts=', []],
  ])('cli 8.1 #1, %s: lists violations, newest first', async (_request, path, ids) => {
    const content = await list(path);
    expect(content.map(({ id }) => id)).toEqual(ids);
    content.forEach(expectReadable);
  });

  it('cli 8.1 #3, request 6: reads violations by id, with the parameters of a list', async () => {
    const found = [];
    for (const id of [3, 5]) {
      const { status, body } = await get(
        `/api/violations/${id}?size=20&sort=id%2CDESC&severity=3&${ACCOUNTS}`,
      );
      expect(status).toBe(200);
      found.push(JSON.parse(body) as ViolationJson);
    }
    found.forEach(expectReadable);
    // The client posts for those without a comment.
    expect(found.map(({ id, comment }) => [id, comment])).toEqual([
      [3, null],
      [5, 'done before'],
    ]);
  });

  it.each([
    ['cli 8.1 #4, request 7: a member', 3, 200, Buffer.from('text'), 'text'],
    ['cli 8.1 #4, request 7: a non-member', 2, 403, Buffer.from('text'), null],
    ['cli 8.1 #5, request 8', 3, 200, Buffer.from('4772fcdf65206f6b', 'hex'), 'Grüße ok'],
    ['request 8 in UTF-8', 3, 200, Buffer.from('Grüße ok', 'utf8'), 'Grüße ok'],
    ['cli 8.1 #6, request 9', 3, 400, Buffer.alloc(0), null],
  ])('%s: resolving %i answers %i', async (_request, id, status, comment, stored) => {
    expect((await post(id, comment)).status).toBe(status);
    expect(await commentOf(id)).toBe(stored);
  });

  it('cli 8.1 #8: is not let in with a token of 29 characters', async () => {
    expect((await get(OPEN, TOKEN.slice(0, 29))).status).toBe(401);
  });

  it('cli 8.1 #9: finds null, and no gap, where there is nothing', async () => {
    const [violation] = (await list(OPEN)).filter(({ id }) => id === 2);
    expect(violation).toMatchObject({
      instance_id: null,
      comment: null,
      meta_info: null,
      application_id: null,
    });
  });
});
