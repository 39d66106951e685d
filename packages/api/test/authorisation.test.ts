import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { describeApi } from '../src/index.js';
import { ApiWorld } from './support/api-world.js';
import { TokenServer } from './support/token-server.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const ACCOUNT = '111122223333';
const SCOPES = [
  'fullstop.violation.write',
  'fullstop.check.retry',
  'fullstop.job.run',
  'fullstop.instance-log.write',
];
const NEW_VIOLATION = {
  event_id: 'matrix',
  account_id: ACCOUNT,
  region: 'eu-west-1',
  violation_type: 'WRONG_AMI',
  meta_info: {},
};
const INSTANCE_LOG = {
  log_type: 'AUDIT_LOG',
  instance_id: 'i-1',
  account_id: ACCOUNT,
  region: 'eu-west-1',
  log_data: 'Zm9v',
};

/** Who sends a request. */
const CALLERS = {
  'no token': undefined,
  expired: 'e'.repeat(40),
  short: 's'.repeat(29),
  'wrong scope': 'n'.repeat(40),
  'wrong realm': 'r'.repeat(40),
  'other team and account': 'o'.repeat(40),
  right: 'g'.repeat(40),
} as const;

/** Statuses in the order of {@link CALLERS}. */
type Statuses = readonly [number, number, number, number, number, number, number];

/** What is sent: a path when it is another one than the endpoint's, made anew for each caller, and a body. */
interface Sent {
  readonly path?: string | (() => Promise<string>);
  readonly body?: unknown;
  /** Content type. Default: JSON. */
  readonly type?: string;
}

const RULE = { reason: 'matrix', account_id: ACCOUNT, violation_type: 'WRONG_AMI' };

const RULE_MAKERS = (status: number): Statuses => [401, 401, 401, status, 403, 403, status];
const EVERYBODY: Statuses = [401, 401, 401, 200, 403, 200, 200];
const NO_JOB: Statuses = [401, 401, 401, 404, 403, 404, 404];

const TABLE: Readonly<Record<string, readonly [Statuses, Sent?]>> = {
  'GET /api/checks': [EVERYBODY],
  'POST /api/checks/retry': [[401, 401, 401, 403, 403, 200, 200], { body: {} }],
  'POST /api/instance-logs': [[401, 401, 401, 201, 403, 201, 201], { body: INSTANCE_LOG }],
  'GET /api/jobs': [EVERYBODY],
  // This world has no jobs: who is let in is told that there is none.
  'GET /api/jobs/{name}': [NO_JOB],
  'GET /api/jobs/{name}/runs': [NO_JOB],
  'GET /api/jobs/{name}/runs/{id}': [NO_JOB],
  'POST /api/jobs/{name}/run': [[401, 401, 401, 403, 403, 404, 404]],
  'GET /api/lifecycles/applications/{name}/versions': [EVERYBODY],
  'GET /api/lifecycles/applications/{name}/versions/{version}': [EVERYBODY],
  'GET /api/me': [EVERYBODY],
  'GET /api/plugins': [EVERYBODY],
  'GET /api/violation-count': [EVERYBODY],
  'GET /api/violation-count/{account}': [EVERYBODY],
  'GET /api/violation-types': [EVERYBODY],
  'GET /api/violations': [EVERYBODY],
  'POST /api/violations': [[401, 401, 401, 403, 403, 202, 202], { body: NEW_VIOLATION }],
  'POST /api/violations/resolutions/preview': [EVERYBODY],
  // Each violation has a result of its own, also when the caller may not touch any.
  'POST /api/violations/resolutions': [EVERYBODY, { body: { ids: [1], comment: 'done' } }],
  'DELETE /api/violations/resolutions/{id}': [[401, 401, 401, 200, 403, 403, 200], { path: aBulkResolution }],
  'GET /api/violations/{id}': [EVERYBODY],
  'POST /api/violations/{id}/resolution': [[401, 401, 401, 200, 403, 403, 200], { body: 'done' }],
  'DELETE /api/violations/{id}/resolution': [[401, 401, 401, 200, 403, 403, 200]],
  'GET /api/violations/{id}/resolutions': [EVERYBODY],
  'GET /api/whitelisting-rules': [RULE_MAKERS(200)],
  'POST /api/whitelisting-rules': [RULE_MAKERS(201), { body: RULE }],
  'POST /api/whitelisting-rules/test': [RULE_MAKERS(200), { body: RULE }],
  'POST /api/whitelisting-rules/import': [RULE_MAKERS(200), { body: 'rules: []', type: 'application/yaml' }],
  'GET /api/whitelisting-rules/{id}': [RULE_MAKERS(200), { path: aRule }],
  'GET /api/whitelisting-rules/{id}/versions': [
    RULE_MAKERS(200),
    { path: async () => `${await aRule()}/versions` },
  ],
  'PUT /api/whitelisting-rules/{id}': [RULE_MAKERS(200), { path: aRule, body: RULE }],
  'DELETE /api/whitelisting-rules/{id}': [RULE_MAKERS(204), { path: aRule }],
};

/** Endpoints of the description, such as `GET /api/violations/{id}`. */
const documented = Object.entries((await describeApi()).paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
);

const world = new ApiWorld();
let tokenServer: TokenServer;

beforeAll(async () => {
  [tokenServer] = await Promise.all([TokenServer.start(), world.start()]);
  const employee = { realm: '/employees', expires_in: 3600 };
  tokenServer.tokens.set(CALLERS.expired, { error: 'invalid_request', error_description: 'expired' });
  tokenServer.tokens.set(CALLERS['wrong scope'], { ...employee, uid: 'member', scope: ['uid'] });
  tokenServer.tokens.set(CALLERS['wrong realm'], {
    ...employee,
    uid: 'member',
    realm: '/customers',
    scope: SCOPES,
  });
  tokenServer.tokens.set(CALLERS['other team and account'], { ...employee, uid: 'other', scope: SCOPES });
  tokenServer.tokens.set(CALLERS.right, { ...employee, uid: 'member', scope: SCOPES });
  world.teams.accounts.set('member', [ACCOUNT]).set('other', ['999999999999']);
  world.teams.teamIds.set('member', ['rule-makers']).set('other', ['Rule-Makers', 'others']);
  await world.fresh({ authentication: { kind: 'token-info', uri: `${tokenServer.url}/tokeninfo` } });
  await world.given({ accountId: ACCOUNT }, { accountId: ACCOUNT });
});
afterAll(() => Promise.all([world.stop(), tokenServer.stop()]));

it('every endpoint of the description is in the table, and no other', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...documented].sort());
});

describe.each(Object.entries(TABLE))('%s', (endpoint, [statuses, sent = {}]) => {
  it.each(Object.entries(CALLERS).map(([name, token], index) => [name, statuses[index], token] as const))(
    '%s: %d',
    async (_name, status, token) => {
      const response = await send(endpoint, sent, token);
      expect([response.status, await response.text()]).toEqual([status, expect.any(String)]);
    },
  );
});

const REFUSED_UNSEEN = ['no token', 'expired', 'short', 'wrong scope', 'wrong realm'] as const;

it.each(Object.entries(TABLE).filter(([endpoint]) => !endpoint.startsWith('GET')))(
  '14.3 #3: %s refuses a caller before it looks at the body',
  async (endpoint, [statuses, sent = {}]) => {
    const refused = REFUSED_UNSEEN.map((name, index) => [name, statuses[index]] as const);
    for (const [name, status] of refused.filter(([, expected]) => (expected ?? 0) >= 400)) {
      const response = await send(endpoint, { ...sent, body: '{"broken' }, CALLERS[name]);
      expect([name, response.status]).toEqual([name, status]);
    }
  },
);

async function send(
  endpoint: string,
  { path, body, type = 'application/json' }: Sent,
  token?: string,
): Promise<Response> {
  const [method = '', template = ''] = endpoint.split(' ');
  const address = typeof path === 'function' ? await path() : (path ?? filled(template));
  return world.request(address, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** A path of things that are there. */
function filled(template: string): string {
  const values: Readonly<Record<string, string>> = {
    id: '1',
    account: ACCOUNT,
    name: 'shop',
    version: '1.0',
  };
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? name);
}

async function aBulkResolution(): Promise<string> {
  const sent = { path: '/api/violations/resolutions', body: { ids: [2], comment: `bulk ${Math.random()}` } };
  const { bulk_id: id } = (await (await send('POST ', sent, CALLERS.right)).json()) as { bulk_id: number };
  return `/api/violations/resolutions/${id}`;
}

async function aRule(): Promise<string> {
  const response = await send('POST ', { path: '/api/whitelisting-rules', body: RULE }, CALLERS.right);
  return `/api/whitelisting-rules/${((await response.json()) as { id: number }).id}`;
}
