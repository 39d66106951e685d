import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientWorld, NOW, removeFolders, runClient, temporaryFolder } from './support/run-client.js';
import { StubServer, violationJson } from './support/stub-server.js';

const server = new StubServer();
beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  removeFolders();
});
beforeEach(() => server.reset());

/** Runs a command against the stub server. */
function run(args: readonly string[], { environment, ...world }: ClientWorld = {}) {
  return runClient(args, { ...world, environment: { FULLSTOP_URL: server.url, ...environment } });
}

const ids = (stdout: string): number[] => JSON.parse(stdout).map(({ id }: { id: number }) => id);

describe('the server', () => {
  it('8.3 #1: without a URL the exit code is 1, and the hint names fullstop configure', async () => {
    const { code, stderr } = await runClient(['types']);
    expect(code).toBe(1);
    expect(stderr).toContain('fullstop configure');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [401, { error: 'invalid_token', error_description: 'expired' }, 3, 'expired'],
    [403, { status: 403, message: 'jdoe is not a member of account 1' }, 3, 'not a member of account 1'],
    [404, '', 1, '404'],
    [503, { message: 'later' }, 1, 'later'],
    [500, '<html>', 1, '500'],
    [
      400,
      { message: 'wrong', errors: [{ field: 'severity', message: 'no number' }] },
      2,
      'severity no number',
    ],
    [302, '', 1, 'https://elsewhere.example.org'],
    [200, '<html>', 1, 'Is it the address of a Fullstop server?'],
  ])('8.3 #9: an answer %i %j is one line, and exit code %i', async (status, body, code, text) => {
    const headers = { location: 'https://elsewhere.example.org' };
    server.answers.set('GET /api/violation-types', () => ({ status, body, headers }));
    const result = await run(['types']);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(text);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('8.3 #9: a server that is down is tried three times, and is exit code 1', async () => {
    const { code, stderr, pauses } = await runClient(['types'], {
      environment: { FULLSTOP_URL: 'http://127.0.0.1:1' },
    });
    expect({ code, pauses }).toEqual({ code: 1, pauses: [300, 600] });
    expect(stderr).toMatch(/^http:\/\/127.0.0.1:1 cannot be reached: .+\n$/);
  });

  it.each([
    ['2', 3, [2000, 2000]],
    ['3600', 1, []],
  ])('a GET answered 503 with Retry-After %s is sent %i times', async (seconds, times, pauses) => {
    server.answers.set('GET /api/violation-types', () => ({
      status: 503,
      headers: { 'retry-after': seconds },
    }));
    expect((await run(['types'])).pauses).toEqual(pauses);
    expect(server.requests).toHaveLength(times);
  });

  it.each([
    [503, '1', 1, []],
    [429, '40', 3, [40_000, 40_000]],
    [429, '400', 1, []],
  ])('a change answered %i with Retry-After %s is sent %i times', async (status, seconds, times, pauses) => {
    server.answers.set('DELETE /api/violations/3/resolution', () => ({
      status,
      headers: { 'retry-after': seconds },
    }));
    const result = await run(['unresolve', '3']);
    expect({ code: result.code, pauses: result.pauses }).toEqual({ code: 1, pauses });
    expect(server.requests).toHaveLength(times);
  });

  it('gets the token as a bearer token, and none when there is none and it is on this machine', async () => {
    server.answers.set('GET /api/violation-types', () => ({ body: [] }));
    await run(['types']);
    await run(['types'], { environment: { FULLSTOP_TOKEN: ' a-token\n' } });
    await run(['types', '--token', 'another']);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer a-token',
      'Bearer another',
    ]);
  });
});

describe('names of commands', () => {
  it.each([
    ['li', 'GET /api/violations'],
    ['list', 'GET /api/violations'],
    ['t', 'GET /api/violation-types'],
    ['ru', undefined],
  ])('8.3 #2: %s works', async (name, request) => {
    server.answers.set('GET /api/violation-types', () => ({ body: [] }));
    const { code } = await run(request === undefined ? [name, '--help'] : [name]);
    expect({ code, asked: server.asked }).toEqual({ code: 0, asked: request === undefined ? [] : [request] });
  });

  it.each([
    [['l'], /list-violations, lifecycle, login, logout/],
    [['rules', 'e'], /expire, export/],
    [['nope'], /unknown command 'nope'/],
    [['types', '--nope'], /unknown option/],
    [['types', '-o', 'xml'], /text, table, json, ndjson, tsv/],
    [['list-violations', '--since', '7'], /Expected a span/],
    [['list-violations', '-m', 'foo'], /Expected key=value/],
    [['list-violations', '-x', '('], /Invalid regular expression/],
    [['list-violations', '--severity', 'high'], /whole number/],
    [['list-violations', '-l', '0'], /1 or more/],
    [['resolve-violations'], /missing required argument/],
    [['count', '--by', 'app'], /needs an account/],
    [['count', '111122223333'], /--accounts/],
    [['types', '--token', 'a b'], /characters that no token has/],
  ])('8.3 #2, 8.2 #4: %j is a usage error that says what is wrong', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(server.requests).toEqual([]);
  });
});

describe('list-violations', () => {
  it('sends the filters to the server', async () => {
    await run([
      ...['list-violations', '--since', '7d', '-t', 'WRONG_AMI', '--severity', '3', '-r', 'eu-west-1'],
      ...[
        '--instance-id',
        'i-1',
        '--accounts',
        '1, 2',
        '--applications',
        'a,b',
        '--application-versions',
        '1',
      ],
      ...['-m', 'x=1,y=2', '-m', 'z=3', '-l', '50'],
    ]);
    expect([...server.requests[0]!.query]).toEqual([
      ['size', '50'],
      ['sort', 'id,DESC'],
      ['state', 'open'],
      ['count', 'none'],
      ['from', '2026-07-30T12:00:00.000Z'],
      ['accounts', '1,2'],
      ['application-ids', 'a,b'],
      ['application-version-ids', '1'],
      ['severity', '3'],
      ['type', 'WRONG_AMI'],
      ['region', 'eu-west-1'],
      ['instance-id', 'i-1'],
      ['meta', 'x=1'],
      ['meta', 'y=2'],
      ['meta', 'z=3'],
    ]);
  });

  it('8.2 #8: meta information with quotes, %, ; and the like arrives as it was given', async () => {
    const { code } = await run(['list-violations', '-m', `a'"%;&=+b c'`]);
    expect(code).toBe(0);
    expect(server.requests[0]!.query.getAll('meta')).toEqual([`a'"%;&=+b c'`]);
    expect(server.requests[0]!.rawQuery).not.toMatch(/["';& ]b c|"|;/);
  });

  it('takes the configured accounts, unless others are given', async () => {
    const environment = { FULLSTOP_ACCOUNTS: '1,2' };
    await run(['list-violations'], { environment });
    await run(['list-violations', '--accounts', '3'], { environment });
    await run(['list-violations', '--accounts', ''], { environment });
    expect(server.requests.map(({ query }) => query.get('accounts'))).toEqual(['1,2', '3', null]);
  });

  it('prints the newest ones, oldest first; with --all the resolved ones before the open ones', async () => {
    server.violations = [1, 2, 3, 4].map((id) => violationJson(id, { comment: id % 2 ? null : 'done' }));
    expect(ids((await run(['list-violations', '-o', 'json', '-l', '1'])).stdout)).toEqual([3]);
    expect(ids((await run(['list-violations', '-o', 'json'])).stdout)).toEqual([1, 3]);
    expect(ids((await run(['list-violations', '-o', 'json', '--all'])).stdout)).toEqual([2, 4, 1, 3]);
    expect(ids((await run(['list-violations', '-o', 'json', '--state', 'resolved'])).stdout)).toEqual([2, 4]);
  });

  it('8.3 #10: a limit of 5000 is reached in pages of 2000', async () => {
    server.violations = Array.from({ length: 5003 }, (_, index) => violationJson(index + 1));
    const { stdout } = await run(['list-violations', '-l', '5000', '-o', 'ndjson']);
    const found = stdout
      .trim()
      .split('\n')
      .map((line): number => JSON.parse(line).id);
    expect(found).toEqual(Array.from({ length: 5000 }, (_, index) => index + 4));
    expect(server.requests.map(({ query }) => [query.get('size'), query.get('before-id')])).toEqual([
      ['2000', null],
      ['2000', '3004'],
      ['1000', '1004'],
    ]);
  });

  it.each([
    ['the server filters', false],
    ['the server ignores the region', true],
  ])(
    '8.3 #11: with a region and a limit of 20 there are 20 rows of that region when %s',
    async (_when, ignores) => {
      const regions = ['eu-west-1', 'us-east-1'];
      server.violations = Array.from({ length: 1100 }, (_, id) =>
        violationJson(id, { region: regions[id % 2] }),
      );
      if (ignores) {
        server.answers.set('GET /api/violations', ({ query }) => {
          const before = Number(query.get('before-id') ?? 1100);
          const older = server.violations.filter(({ id }) => id < before).reverse();
          return { body: { content: older.slice(0, Number(query.get('size'))) } };
        });
      }
      const { stdout } = await run(['list-violations', '-r', 'us-east-1', '-l', '20', '-o', 'json']);
      expect(ids(stdout)).toEqual(Array.from({ length: 20 }, (_, index) => 1061 + 2 * index));
    },
  );

  it('reads on until enough rows match what only the client can filter', async () => {
    server.violations = Array.from({ length: 1200 }, (_, id) => violationJson(id, { meta_info: { n: id } }));
    const { stdout } = await run(['list-violations', '-x', 'n=\\d\\d$', '-l', '2', '-o', 'json']);
    expect(ids(stdout)).toEqual([98, 99]);
    expect(server.requests.length).toBe(3);
  });

  it('8.2 #12: json has the columns and nothing else, sorted, and standard output nothing but json', async () => {
    server.violations = [violationJson(7, { comment: 'a\tb', instance_id: null })];
    const { stdout } = await run(['list-violations', '--output', 'json', '--state', 'resolved']);
    expect(stdout).toBe(
      '[{"account_id":"111122223333","application_id":null,"application_version_id":null,"comment":"a\\tb",' +
        '"created":"2026-08-06T10:00:00.000Z","created_time":1786010400,"id":7,"instance_id":null,' +
        '"meta_info":{"ami_name":"foo"},"region":"eu-west-1","violation_type":"WRONG_AMI"}]\n',
    );
  });

  it('8.2 #13: tsv has one line for each row, whatever is in the comment', async () => {
    server.violations = [violationJson(7, { comment: 'a\tb\nc\\d', instance_id: null })];
    const { stdout } = await run(['list-violations', '--output', 'tsv', '--state', 'resolved']);
    expect(stdout.split('\n').map((line) => line.split('\t'))).toEqual([
      [
        ...['account_id', 'region', 'id', 'violation_type', 'instance_id', 'application_id'],
        ...['application_version_id', 'meta_info', 'comment', 'created_time'],
      ],
      [
        ...['111122223333', 'eu-west-1', '7', 'WRONG_AMI', '', '', '', 'ami_name=foo'],
        ...['a\\tb\\nc\\\\d', '2026-08-06T10:00:00.000Z'],
      ],
      [''],
    ]);
  });

  it('text is a table with relative times', async () => {
    server.violations = [violationJson(7)];
    expect((await run(['list-violations'])).stdout).toBe(
      'Account Id  │Region   │Id│Violation Type│Instance Id│Application│Application Version│Meta Info   │Comment│Created\n' +
        '111122223333 eu-west-1  7 WRONG_AMI      i-7                                         ami_name=foo          2h ago\n',
    );
  });

  it.each<[string, ClientWorld, string[], boolean]>([
    ['on a terminal', { terminal: true }, [], true],
    ['in a pipe', {}, [], false],
    ['with NO_COLOR', { terminal: true, environment: { NO_COLOR: '1' } }, [], false],
    ['with --no-color', { terminal: true }, ['--no-color'], false],
  ])('%s, colours are used: %j', async (_where, world, args, expected) => {
    const created = new Date(NOW.getTime() - 60_000).toISOString();
    server.violations = [violationJson(7, { created })];
    const { stdout } = await run(['list-violations', ...args], world);
    expect(stdout.includes('\u001b[')).toBe(expected);
    expect(stdout.includes('\u001b[32m\u001b[1m60s ago')).toBe(expected);
  });

  it('a table fits the terminal', async () => {
    server.violations = [violationJson(7, { meta_info: { text: 'x'.repeat(300) }, comment: null })];
    const { stdout } = await run(['list-violations', '--no-color'], { terminal: 140 });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBe(140);
    expect(stdout).toContain('…');
  });
});

describe('resolve-violations', () => {
  const posts = () => server.requests.filter(({ what }) => what.startsWith('POST'));

  it('8.3 #3: without accounts, type, region and ids it is a usage error', async () => {
    expect((await run(['resolve-violations', 'foo', '--since', '7d', '--yes'])).code).toBe(2);
    expect(server.requests).toEqual([]);
  });

  it('8.3 #4: with configured accounts, but nobody to ask and without --yes, nothing is sent', async () => {
    const { code, stderr } = await run(['resolve-violations', 'foo'], {
      environment: { FULLSTOP_ACCOUNTS: '111122223333' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect(server.requests).toEqual([]);
  });

  it('8.3 #5: one of three is forbidden, the others are resolved, and the exit code is 1', async () => {
    server.violations = [1, 2, 3].map((id) => violationJson(id));
    server.forbidden = [2];
    const { code, stdout, stderr } = await run(['resolve-violations', 'Grüße', '-t', 'WRONG_AMI', '--yes']);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      'Resolving violation 111122223333/eu-west-1 WRONG_AMI 1.. OK',
      'Resolving violation 111122223333/eu-west-1 WRONG_AMI 2.. FAILED: not allowed, you are no member of its account',
      'Resolving violation 111122223333/eu-west-1 WRONG_AMI 3.. OK',
      'To undo this within a day: fullstop unresolve --bulk 17',
      '2 resolved, 1 failed',
      '',
    ]);
    expect(posts().map(({ what, body }) => [what, JSON.parse(body)])).toEqual([
      ['POST /api/violations/resolutions', { ids: [1, 2, 3], comment: 'Grüße' }],
    ]);
  });

  it('when all are forbidden the exit code is 3, and there is nothing to undo', async () => {
    server.violations = [violationJson(1)];
    server.forbidden = [1];
    const { code, stderr } = await run(['resolve-violations', 'foo', '-i', '1']);
    expect(code).toBe(3);
    expect(stderr).not.toContain('undo');
  });

  it('8.3 #6: an unknown id is reported, the known one resolved, and the exit code is 1', async () => {
    server.violations = [violationJson(3)];
    const { code, stderr } = await run(['resolve-violations', 'foo', '-i', '3,99']);
    expect(code).toBe(1);
    expect(stderr).toContain('Violation 99 is unknown');
    expect(posts().map(({ body }) => JSON.parse(body).ids)).toEqual([[3]]);
  });

  it('8.3 #7: what is resolved or whitelisted, or does not match the other options, is skipped and mentioned', async () => {
    server.violations = [
      violationJson(3, { comment: 'done' }),
      violationJson(4, { rule_id: 8, comment: 'by rule' }),
      violationJson(5, { region: 'us-east-1' }),
      violationJson(6),
    ];
    const { code, stderr } = await run(['resolve-violations', 'foo', '-i', '3,4,5,6', '-r', 'eu-west-1']);
    expect(code).toBe(0);
    expect(stderr).toContain('Violation 3 is skipped: already resolved');
    expect(stderr).toContain('Violation 4 is skipped: whitelisted by rule 8');
    expect(stderr).toContain('Violation 5 is skipped: it does not match');
    expect(posts().map(({ body }) => JSON.parse(body).ids)).toEqual([[6]]);
  });

  it('8.3 #8: a dry run shows what would be resolved, and sends no POST', async () => {
    server.violations = [violationJson(3)];
    const { code, stdout, stderr } = await run(['resolve-violations', 'foo', '-r', 'eu-west-1', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('WRONG_AMI');
    expect(stderr).toContain('1 would be resolved');
    expect(posts()).toEqual([]);
  });

  it.each([
    [true, 0, 1],
    [false, 1, 0],
    [undefined, 1, 0],
  ])(
    'on a terminal it shows them and asks; after the answer %j it exits with %i',
    async (answer, code, sent) => {
      server.violations = [violationJson(3)];
      const result = await run(['resolve-violations', 'foo', '-t', 'WRONG_AMI'], {
        terminal: true,
        answers: [answer],
      });
      expect(result.questions).toEqual(['Resolve this violation with the comment "foo"?']);
      expect(result.stdout).toContain('i-3');
      expect(result.code).toBe(code);
      expect(posts()).toHaveLength(sent);
    },
  );

  it('does not ask with --yes', async () => {
    server.violations = [violationJson(3)];
    const { questions, stdout } = await run(['resolve-violations', 'foo', '-t', 'WRONG_AMI', '-y'], {
      terminal: true,
    });
    expect({ questions, posts: posts().length }).toEqual({ questions: [], posts: 1 });
    expect(stdout).toContain('3.. OK');
  });

  describe('with --all', () => {
    const args = ['resolve-violations', 'foo', '-t', 'WRONG_AMI', '-m', 'ami_name=foo', '--all'];
    const given = (preview: object = {}, resolution: object = {}) => {
      const counts = [{ account: '111122223333', type: 'WRONG_AMI', quantity: 40 }];
      const shown = { count: 40, forbidden_count: 0, counts, samples: [violationJson(3)] };
      const token = { preview_token: 'a-token', expires_at: '2026-08-06T12:15:00.000Z' };
      server.answers.set('POST /api/violations/resolutions/preview', () => ({
        body: { ...shown, ...token, ...preview },
      }));
      server.answers.set('POST /api/violations/resolutions', () => ({
        body: { bulk_id: 18, resolved: 40, results: [], ...resolution },
      }));
    };
    const sent = () => posts().map(({ what, body }) => [what.split('/').at(-1), body && JSON.parse(body)]);

    it('shows how many of which type there are, asks, resolves exactly these, and says how to undo it', async () => {
      given({ forbidden_count: 2 });
      const { code, stdout, questions } = await run(args, { terminal: true, answers: [true] });
      expect({ code, questions }).toEqual({
        code: 0,
        questions: ['Resolve these 40 violations with the comment "foo"?'],
      });
      expect(stdout).toMatch(/111122223333 +WRONG_AMI +40\n/);
      expect(stdout).toContain('i-3');
      expect(stdout).toContain('2 more are in accounts that you are no member of');
      expect(stdout).toContain('fullstop unresolve --bulk 18');
      expect([...posts()[0]!.query]).toEqual([
        ['state', 'open'],
        ['type', 'WRONG_AMI'],
        ['meta', 'ami_name=foo'],
      ]);
      expect(sent()).toEqual([
        ['preview', ''],
        ['resolutions', { preview_token: 'a-token', comment: 'foo' }],
      ]);
    });

    it.each<[string, string[], { terminal?: boolean; answers?: boolean[] }, number, number]>([
      ['a person says no', [], { terminal: true, answers: [false] }, 1, 1],
      ['it is a dry run', ['--dry-run'], {}, 0, 1],
      ['there is nobody to ask', [], {}, 2, 0],
      ['--yes is given', ['--yes'], {}, 0, 2],
    ])('when %s: %j %j exits with %i after %i requests', async (_when, more, world, code, requests) => {
      given();
      expect((await run([...args, ...more], world)).code).toBe(code);
      expect(posts()).toHaveLength(requests);
    });

    it('says which were left alone, and exits with 1', async () => {
      given({}, { resolved: 39, results: [{ id: 5, outcome: 'changed' }] });
      const { code, stderr } = await run([...args, '--yes']);
      expect(code).toBe(1);
      expect(stderr).toContain('Violation 5 is left alone: somebody changed it meanwhile');
      expect(stderr).toContain('39 resolved, 1 failed');
    });

    it.each([
      ['nothing matches', { count: 0, counts: [], samples: [] }, 0],
      ['all that matches is in accounts of others', { count: 0, forbidden_count: 4 }, 3],
    ])('when %s %j it exits with %i and resolves nothing', async (_when, preview, code) => {
      given(preview);
      expect((await run([...args, '--yes'])).code).toBe(code);
      expect(posts()).toHaveLength(1);
    });

    it.each([
      [['-x', 'foo'], /--remeta/],
      [['-m', 'a.b=1'], /dotted/],
      [['-l', '5'], /cannot be used with/],
      [['-i', '5'], /cannot be used with/],
    ])('%j is a usage error', async (more, message) => {
      const { code, stderr } = await run([...args, '--yes', ...more]);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(server.requests).toEqual([]);
    });
  });

  it('refuses a blank comment', async () => {
    expect((await run(['resolve-violations', '  ', '-i', '3'])).code).toBe(2);
    expect(server.requests).toEqual([]);
  });
});

describe('unresolve --bulk', () => {
  it('undoes what was resolved together', async () => {
    server.answers.set('DELETE /api/violations/resolutions/17', () => ({
      body: { bulk_id: 17, undone: 2, results: [] },
    }));
    const { code, stdout } = await run(['unresolve', '--bulk', '17']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2 violations are as they were before\n' });
  });

  it('says what was left alone, and exits with 1', async () => {
    server.answers.set('DELETE /api/violations/resolutions/17', () => ({
      body: { bulk_id: 17, undone: 1, results: [{ id: 3, outcome: 'changed' }] },
    }));
    const { code, stdout, stderr } = await run(['unresolve', '--bulk', '17']);
    expect(code).toBe(1);
    expect(stdout).toContain('Violation 3 is left alone: somebody changed it meanwhile');
    expect(stderr).toContain('1 violations are as they were before, 1 were left alone');
  });

  it.each([[[]], [['3', '--bulk', '17']]])('%j is a usage error', async (args) => {
    expect((await run(['unresolve', ...args])).code).toBe(2);
    expect(server.requests).toEqual([]);
  });
});

describe('configure', () => {
  const stored = (folder: string) => readFileSync(join(folder, 'fullstop/fullstop.yaml'), 'utf8');

  it('asks, puts https:// in front, asks again for what is no URL, and writes a private file', async () => {
    const folder = temporaryFolder();
    const environment = { XDG_CONFIG_HOME: folder };
    const { code, questions, stderr } = await runClient(['configure'], {
      terminal: true,
      answers: ['ftp://x', 'fullstop.invalid/', ' 111122223333 ,444455556666'],
      environment,
    });
    expect({ code, asked: questions.length }).toEqual({ code: 0, asked: 2 });
    expect(stderr).toContain('does not answer now');
    expect(stored(folder)).toBe('url: https://fullstop.invalid\naccounts: 111122223333,444455556666\n');
    expect(statSync(join(folder, 'fullstop/fullstop.yaml')).mode & 0o777).toBe(0o600);
  });

  it('takes both as options, keeps other settings, and says nothing about a server that answers', async () => {
    const folder = temporaryFolder();
    const environment = { XDG_CONFIG_HOME: folder };
    server.answers.set('GET /api/violation-types', () => ({ status: 401 }));
    await runClient(['configure', '--url', `${server.url}/`, '--accounts', '1'], { environment });
    writeFileSync(join(folder, 'fullstop/fullstop.yaml'), `${stored(folder)}client_id: me\n`);
    const { code, stderr } = await runClient(['configure', '--url', server.url, '--accounts', ''], {
      environment,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stored(folder)).toBe(`url: ${server.url}\naccounts: ""\nclient_id: me\n`);
  });

  it('8.2 #15: a URL that is no http is refused, as an option and as a variable', async () => {
    const option = await runClient(['configure', '--url', 'ftp://x']);
    const variable = await runClient(['types'], { environment: { FULLSTOP_URL: 'ftp://x' } });
    expect([option.code, variable.code]).toEqual([2, 2]);
  });

  it('Ctrl-C is Aborted!, and exit code 1', async () => {
    const { code, stderr } = await runClient(['configure'], { terminal: true, answers: [undefined] });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Aborted!\n' });
  });

  it('reports a folder that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { code, stderr } = await runClient(['configure', '--url', server.url], {
      environment: { XDG_CONFIG_HOME: file },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('could not be written');
  });

  it('asks nobody who is not there', async () => {
    expect((await runClient(['configure'])).code).toBe(2);
  });
});

describe('the other commands', () => {
  it('types are sorted by their ids', async () => {
    const type = (id: string) => ({
      id,
      violation_severity: 3,
      created: '2026-08-06T10:00:00.000Z',
      help_text: 'h',
    });
    server.answers.set('GET /api/violation-types', () => ({ body: [type('B'), type('A')] }));
    const { stdout } = await run(['types', '-o', 'ndjson']);
    expect(stdout).toBe(
      ['A', 'B']
        .map(
          (id) =>
            `{"created":"2026-08-06T10:00:00.000Z","created_time":1786010400,"help_text":"h","id":"${id}","violation_severity":3}\n`,
        )
        .join(''),
    );
    expect((await run(['types'])).stdout).toBe(
      'Id│Sev.│Created│Help Text\nA     3  2h ago h\nB     3  2h ago h\n',
    );
  });

  it('show prints everything about a violation, and its history where the server keeps one', async () => {
    server.violations = [violationJson(3)];
    expect((await run(['show', '3'])).stdout).toMatch(/^violation_type\.title +Wrong image$/m);
    const resolution = { at: '2026-08-06T11:00:00.000Z', action: 'resolve', actor: 'jdoe', comment: 'ok' };
    server.answers.set('GET /api/violations/3/resolutions', () => ({ body: [resolution] }));
    expect((await run(['show', '3'])).stdout).toMatch(/^60m ago resolve jdoe ok$/m);
    expect(JSON.parse((await run(['show', '3', '-o', 'json'])).stdout)).toEqual({
      ...violationJson(3),
      resolutions: [resolution],
    });
    expect((await run(['show', '4'])).code).toBe(1);
  });

  it('count counts by account, or by application of one', async () => {
    server.answers.set('GET /api/violation-count', () => ({
      body: [{ account: '1', type: 'T', quantity: 40 }],
    }));
    server.answers.set('GET /api/violation-count/1', () => ({
      body: [{ application: null, version: null, type: 'T', quantity: 15 }],
    }));
    const { stdout } = await run([
      'count',
      '--since',
      '1d',
      '--accounts',
      '1,2',
      '--state',
      'resolved',
      '-o',
      'tsv',
    ]);
    expect(stdout).toBe('account\ttype\tquantity\n1\tT\t40\n');
    expect((await run(['count', '--by', 'app', '1', '-o', 'tsv'])).stdout).toBe(
      'application\tversion\ttype\tquantity\n\t\tT\t15\n',
    );
    expect(server.requests.map(({ rawQuery }) => rawQuery)).toEqual([
      '?accounts=1%2C2&from=2026-08-05T12%3A00%3A00.000Z&resolved=true',
      '',
    ]);
  });

  it('lifecycle reads pages until the limit, and prints the newest last', async () => {
    const entry = (n: number) => ({
      application: 'a/b',
      version: '1.0',
      instance_id: `i-${n}`,
      created: null,
    });
    server.answers.set('GET /api/lifecycles/applications/a%2Fb/versions/1.0', ({ query }) => {
      const size = Number(query.get('size'));
      const first = Number(query.get('page')) * size;
      return {
        body: { content: Array.from({ length: Math.min(size, 2300 - first) }, (_, n) => entry(first + n)) },
      };
    });
    const { stdout } = await run(['lifecycle', 'a/b', '1.0', '-l', '2200', '-o', 'ndjson']);
    const instances = stdout
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).instance_id);
    expect(instances).toEqual(Array.from({ length: 2200 }, (_, n) => `i-${2199 - n}`));
    expect(server.requests.map(({ rawQuery }) => rawQuery)).toEqual(
      [0, 1].map((page) => `?page=${page}&size=2000&sort=created%2CDESC`),
    );
  });

  describe('jobs', () => {
    const ended = {
      id: 17,
      job: 'aJob',
      status: 'partial',
      finished_at: '2026-08-06T11:59:00.000Z',
      lease_until: null,
      accounts_total: 3,
      accounts_ok: 1,
      accounts_failed: 2,
      findings: 4,
      error: '2 of 3 accounts could not be scanned as a whole',
      targets: [
        {
          account_id: '111122223333',
          region: null,
          status: 'failed',
          findings: 0,
          error: 'no role',
          problems: [],
        },
        {
          account_id: '444455556666',
          region: 'eu-west-1',
          status: 'incomplete',
          findings: 4,
          error: null,
          problems: [{ resource: 'i-1', error: 'throttled' }],
        },
        {
          account_id: '777788889999',
          region: 'eu-west-1',
          status: 'ok',
          findings: 0,
          error: null,
          problems: [],
        },
      ],
      dry_run_findings: [
        {
          account_id: '444455556666',
          region: 'eu-west-1',
          violation_type: 'BAD',
          instance_id: 'i-2',
          meta_info: null,
        },
      ],
    };
    const job = (given: object) => ({
      active: true,
      reason: '',
      schedule: '0 22 * * *',
      next_run: '2026-08-06T22:00:00.000Z',
      running: null,
      last_run: null,
      ...given,
    });

    it('are listed with their last runs', async () => {
      server.answers.set('GET /api/jobs', () => ({ body: ['aJob', 'bJob'] }));
      server.answers.set('GET /api/jobs/aJob', () => ({ body: job({ id: 'aJob', last_run: ended }) }));
      server.answers.set('GET /api/jobs/bJob', () => ({
        body: job({ id: 'bJob', active: false, reason: 'switched off', next_run: null }),
      }));
      expect((await run(['jobs', 'list', '-o', 'tsv'])).stdout).toBe(
        'id\tschedule\tlast_run\tstatus\tfinished\trunning\tnext_run\tinactive_because\n' +
          'aJob\t0 22 * * *\t17\tpartial\t2026-08-06T11:59:00.000Z\t\t2026-08-06T22:00:00.000Z\t\n' +
          'bJob\t0 22 * * *\t\t\t\t\t\tswitched off\n',
      );
      expect((await run(['jobs', 'list'])).stdout).toMatch(/^Job .*\naJob .* 17 .*partial.* 60s ago/);
    });

    it('are run, wholly or in part', async () => {
      server.answers.set('POST /api/jobs/aJob/run', () => ({ status: 202, body: { run_id: 17 } }));
      expect((await run(['jobs', 'run', 'aJob'])).stdout).toBe('aJob is started, run 17\n');
      expect(server.requests.at(-1)?.rawQuery).toBe('');
      const some = await run(['jobs', 'run', 'aJob', '--account', '111122223333', '--dry-run', '--queue']);
      expect(some.code).toBe(0);
      expect(server.requests.at(-1)?.rawQuery).toBe('?account=111122223333&dry-run=true&queue=true');
      expect((await run(['jobs', 'run', 'aJob', '--account', '12'])).code).toBe(2);
      expect((await run(['jobs', 'run', 'noJob'])).code).toBe(1);
    });

    const queued = {
      ...ended,
      status: 'queued',
      finished_at: null,
      accounts_total: 0,
      accounts_ok: 0,
      accounts_failed: 0,
      findings: 0,
    };
    const running = {
      ...ended,
      status: 'running',
      finished_at: null,
      accounts_failed: 0,
      lease_until: '2026-08-06T12:00:40.000Z',
    };
    const succeeded = { ...ended, status: 'succeeded', error: null };

    /** What is answered about the run and the job, one after the other; the last again and again. */
    function answerRun(runs: object[], jobs: object[] = [job({ id: 'aJob' })]): void {
      const next = (answers: object[]) => () => ({ body: answers.length > 1 ? answers.shift() : answers[0] });
      server.answers.set('POST /api/jobs/aJob/run', () => ({ status: 202, body: { run_id: 17 } }));
      server.answers.set('GET /api/jobs/aJob/runs/17', next(runs));
      server.answers.set('GET /api/jobs/aJob', next(jobs));
    }

    it('are waited for, with progress beside the output, and a failure when something was not scanned', async () => {
      answerRun([queued, running, running, ended]);
      const { code, stdout, stderr, pauses } = await run(['jobs', 'run', 'aJob', '--wait', '-o', 'json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toEqual(ended);
      expect(pauses).toEqual([1000, 1000, 1000]);
      expect(stderr.split('\n')).toEqual([
        'Run 17 queued: 0 of 0 accounts, 0 findings',
        'Run 17 running: 1 of 3 accounts, 4 findings',
        'Run 17 partial: 3 of 3 accounts, 2 not scanned as a whole, 4 findings',
        'Run 17 of aJob ended as partial: 2 of 3 accounts could not be scanned as a whole',
        '',
      ]);
      answerRun([succeeded]);
      expect((await run(['jobs', 'run', 'aJob', '--wait'])).code).toBe(0);
    });

    const lapsed = { ...running, lease_until: '2026-08-06T12:00:00.000Z' };
    it.each([
      ['no process takes', queued, job({}), [], 60, 'is still queued: for 60 s no process took it'],
      [
        'no process takes',
        queued,
        job({}),
        ['--timeout', '5'],
        5,
        'is still queued: for 5 s no process took it',
      ],
      [
        'waits behind one of a dead process',
        queued,
        job({ running: lapsed }),
        [],
        60,
        'is still queued: for 60 s',
      ],
      ['has a dead process', lapsed, job({ running: lapsed }), [], 60, 'has no process any more: for 60 s'],
    ])('are not waited for for ever: one that %s', async (_why, state, ofJob, options, pauses, message) => {
      answerRun([state], [ofJob]);
      const result = await run(['jobs', 'run', 'aJob', '--wait', ...options]);
      expect(result).toMatchObject({ code: 1, stdout: '', pauses: Array(pauses).fill(1000) });
      expect(result.stderr).toContain(`\nRun 17 of aJob ${message}`);
      expect(result.stderr).toContain('"fullstop serve --only jobs"');
    });

    it('are waited for as long as a process works on them, or on one before them', async () => {
      const long = <T>(state: T) => Array<T>(70).fill(state);
      answerRun([...long(queued), ...long(running), succeeded], [job({ running })]);
      const { code, pauses } = await run(['jobs', 'run', 'aJob', '--queue', '--wait']);
      expect(code).toBe(0);
      expect(pauses).toHaveLength(140);
      expect((await run(['jobs', 'run', 'aJob', '--wait', '--timeout', '0'])).code).toBe(2);
    });

    it('are shown, and so are their runs: what could not be scanned, and what a dry run found', async () => {
      server.answers.set('GET /api/jobs/aJob', () => ({ body: job({ id: 'aJob' }) }));
      server.answers.set('GET /api/jobs/aJob/runs/17', () => ({ body: ended }));
      expect((await run(['jobs', 'show', 'aJob'])).stdout).toMatch(/^schedule +0 22 \* \* \*$/m);
      const { stdout } = await run(['jobs', 'show', 'aJob', '17']);
      expect(stdout).toMatch(/^accounts_failed +2$/m);
      expect(stdout).toMatch(/^111122223333 +failed +no role *$/m);
      expect(stdout).toMatch(/^444455556666 +eu-west-1 +incomplete +i-1 +throttled *$/m);
      expect(stdout).not.toContain('777788889999');
      expect(stdout).toMatch(/^444455556666 +eu-west-1 +BAD +i-2 *$/m);
      expect((await run(['jobs', 'show', 'aJob', 'last'])).code).toBe(2);
    });
  });

  it.each(['bash', 'zsh', 'fish'])('completion for %s knows commands and options', async (shell) => {
    const { code, stdout } = await run(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['list-violations', 'expire', 'dry-run', 'region']) expect(stdout).toContain(word);
  });

  it.each([
    [['ty'], ['types']],
    [
      ['rules', 'ex'],
      ['expire', 'export'],
    ],
    [['rules', 'expire', '7', '--a'], ['--at']],
    [
      ['li', '-l', '3', '--re'],
      ['--region', '--remeta'],
    ],
  ])('bash completes %j to %j', async (words, expected) => {
    const script = join(temporaryFolder(), 'completion.bash');
    writeFileSync(script, (await run(['completion', 'bash'])).stdout);
    const line = `source ${script}; COMP_WORDS=(fullstop ${words.join(' ')}); COMP_CWORD=${words.length}; _fullstop; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', line], { encoding: 'utf8' }).trim().split(' ')).toEqual(expected);
  });
});

describe('rules', () => {
  const rule = {
    id: 7,
    account_id: '1',
    region: null,
    reason: 'r',
    version: 2,
    violation_type_entity_id: 'T',
  };
  const bodies = () => server.requests.map(({ what, body }) => [what, body === '' ? '' : JSON.parse(body)]);

  beforeEach(() => {
    const expiry_date = '9999-01-01T00:00:00.000Z';
    server.answers.set('GET /api/whitelisting-rules', () => ({ body: [{ ...rule, expiry_date }] }));
    server.answers.set('GET /api/whitelisting-rules/7', () => ({ body: { ...rule, expiry_date } }));
    server.answers.set('POST /api/whitelisting-rules', ({ body }) => ({
      status: 201,
      body: { ...JSON.parse(body), id: 8 },
    }));
    server.answers.set('PUT /api/whitelisting-rules/7', ({ body }) => ({
      body: { ...JSON.parse(body), id: 8 },
    }));
    server.answers.set('POST /api/whitelisting-rules/test', () => ({
      body: {
        matches: 3,
        complete: false,
        not_evaluable: 1,
        by_type: [{ type: 'T', quantity: 3 }],
        by_account: [{ account: '1', quantity: 3 }],
        samples: [{ account_id: '1', id: 5, violation_type: 'T' }],
      },
    }));
    server.answers.set('POST /api/whitelisting-rules/import', () => ({
      body: { created: [], unchanged: 0 },
    }));
    server.answers.set('DELETE /api/whitelisting-rules/7', () => ({ status: 204 }));
  });

  it('list shows those in force, or all', async () => {
    const { stdout } = await run(['rules', 'list', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([{ id: 7, violation_type: 'T' }]);
    await run(['rules', 'list', '--all']);
    expect(server.requests.map(({ rawQuery }) => rawQuery)).toEqual(['?active=true', '']);
  });

  it('add sends what is given', async () => {
    const options = ['--type', 'T', '--application', 'a', '--reason', 'r', '--expires', '2030-01-01'];
    const { code, stdout } = await run(['rules', 'add', ...options]);
    const body = {
      violation_type: 'T',
      application_id: 'a',
      reason: 'r',
      expiry_date: '2030-01-01T00:00:00.000Z',
    };
    expect(bodies()).toEqual([['POST /api/whitelisting-rules', body]]);
    expect(stdout).toMatch(/^id +8$/m);
    expect(code).toBe(0);
  });

  it('add wants a reason', async () => {
    expect((await run(['rules', 'add', '--type', 'T'])).code).toBe(2);
    expect(server.requests).toEqual([]);
  });

  it('replace changes what is given, takes away what is empty, and keeps the rest', async () => {
    await run(['rules', 'replace', '7', '--region', 'eu-west-1', '--account', '']);
    const body = { violation_type: 'T', account_id: null, region: 'eu-west-1', reason: 'r', version: 2 };
    expect(bodies()[1]).toEqual(['PUT /api/whitelisting-rules/7', body]);
  });

  it('expire ends a rule now, or later', async () => {
    expect((await run(['rules', 'expire', '7'])).stdout).toBe('Rule 7 ends now\n');
    await run(['rules', 'expire', '7', '--at', '2030-01-01T00:00:00Z']);
    expect(server.requests.map(({ rawQuery }) => rawQuery)).toEqual([
      '',
      '?expiryDate=2030-01-01T00%3A00%3A00.000Z',
    ]);
  });

  it('test shows what a rule would cover', async () => {
    const { stdout } = await run(['rules', 'test', '--type', 'T']);
    expect(stdout.split('\n')).toEqual([
      ...[
        'At least 3 open violations would be covered',
        'The rule cannot be applied to 1 others, which stay open',
      ],
      ...['', 'Type│Quantity', 'T           3', '', 'Account│Quantity', '1              3', ''],
      ...[
        'Account Id│Region│Id│Violation Type│Instance Id│Application│Created',
        '1                  5 T',
        '',
      ],
    ]);
    expect(JSON.parse((await run(['rules', 'test', '-o', 'json'])).stdout)).toMatchObject({ matches: 3 });
  });

  it('what is exported can be imported, and only what is new is made', async () => {
    const file = join(temporaryFolder(), 'rules.yaml');
    await run(['rules', 'export', file]);
    expect(readFileSync(file, 'utf8')).toBe(
      'rules:\n  - account_id: "1"\n    violation_type: T\n    reason: r\n',
    );
    writeFileSync(file, `${readFileSync(file, 'utf8')}  - region: eu-west-1\n    reason: other\n`);
    server.requests.length = 0;

    expect((await run(['rules', 'import', file])).code).toBe(2);
    const dry = await run(['rules', 'import', file, '--dry-run']);
    expect(dry.stdout).toBe('{"region":"eu-west-1","reason":"other"}\n1 new, 1 in force already\n');
    await run(['rules', 'import', file], { terminal: true, answers: [false] });
    expect(server.asked.filter((what) => what.startsWith('POST'))).toEqual([]);
    expect((await run(['rules', 'import', file, '--yes'])).code).toBe(0);
    const { what, headers, body } = server.requests.at(-1)!;
    expect([what, headers['content-type'], body]).toEqual([
      'POST /api/whitelisting-rules/import',
      'application/yaml',
      'rules:\n  - region: eu-west-1\n    reason: other\n',
    ]);
  });

  it.each([
    ['rules:\n  - acount_id: "1"\n    reason: r\n', 'acount_id'],
    ['rules:\n  - account_id: [1]\n    reason: r\n', 'no text'],
    ['rules: [', 'cannot be read'],
    ['- account_id: "1"\n', '"rules"'],
  ])('import refuses %j', async (text, message) => {
    const file = join(temporaryFolder(), 'rules.yaml');
    writeFileSync(file, text);
    const { code, stderr } = await run(['rules', 'import', file, '--yes']);
    expect({ code, asked: server.asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain(message);
  });
});
