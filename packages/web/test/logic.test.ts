import type { AccountCountJson, ViolationJson, ViolationPageJson, ViolationTypeJson } from '@fullstop/api';
import { describe, expect, it } from '@jest/globals';
import {
  distanceOf,
  durationOf,
  inputOfInstant,
  instantOfInput,
  minuteOf,
} from '../src/page/format/instants.js';
import { counted, severityName, shortArn, typeName } from '../src/page/format/words.js';
import { asProblem, problemOf } from '../src/page/http/problem.js';
import { routeOf } from '../src/page/routes/route.js';
import { draftFor, draftOfRule, isNarrowed, ruleInputOf } from '../src/page/rules/rule-draft.js';
import {
  countsByAccount,
  countsBySeverity,
  countsByType,
  isUncounted,
} from '../src/page/violations/counts.js';
import {
  added,
  conditionsIn,
  cursorIn,
  searchOf,
  toggled,
} from '../src/page/violations/filters/conditions.js';
import { searchIn } from '../src/page/violations/filters/search-text.js';
import { isShortNewest, shownPageOf } from '../src/page/violations/list/pages.js';
import { countPaths, listPath, previewPath } from '../src/page/violations/violation-paths.js';

describe('an address', () => {
  it.each([
    ['/', { section: 'violations' }],
    ['/violations', { section: 'violations' }],
    ['/violations/4711', { section: 'violations', id: 4711 }],
    ['/rules/7/', { section: 'rules', id: 7 }],
    ['/jobs', { section: 'jobs' }],
    ['/unknown', { section: 'violations' }],
    ['/violations/abc', { section: 'violations' }],
  ])('%s stands for %j', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it.each([
    ['', ''],
    ['?state=resolved&accounts=1, 2,,1', '?state=resolved&accounts=1,2'],
    ['?accounts=1&accounts=2', '?accounts=1,2'],
    ['?severity=3&severity=4', '?severity=4'],
    ['?meta=a%3Db%2Cc&meta=d=e', '?meta=a%3Db,c&meta=d%3De'],
    ['?unknown=1&username=%20', ''],
    ['?from=2026-08-06T10:00:00.000Z', '?from=2026-08-06T10:00:00.000Z'],
    ['?region=eu-west-1&types=A', '?types=A&region=eu-west-1'],
  ])('with the filters %s is the same as with %s', (search, canonical) => {
    expect(searchOf(conditionsIn(search))).toBe(canonical);
    expect(conditionsIn(canonical)).toEqual(conditionsIn(search));
  });

  it.each([
    ['?before-id=71', { name: 'before-id', id: 71 }],
    ['?after-id=20&state=all', { name: 'after-id', id: 20 }],
    ['?before-id=-1', undefined],
    ['', undefined],
  ])('%s begins the page at %j', (search, cursor) => {
    expect(cursorIn(search)).toEqual(cursor);
  });
});

describe('conditions', () => {
  it.each([
    ['', { name: 'accounts', value: '1' }, '?accounts=1'],
    ['?accounts=1', { name: 'accounts', value: '1' }, ''],
    ['?accounts=1', { name: 'accounts', value: '2' }, '?accounts=1,2'],
    ['?severity=1', { name: 'severity', value: '2' }, '?severity=2'],
    ['?severity=2', { name: 'severity', value: '2' }, ''],
    ['?meta=a=1', { name: 'meta', value: 'b=2' }, '?meta=a%3D1&meta=b%3D2'],
    ['?state=open', { name: 'state', value: 'all' }, '?state=all'],
  ] as const)('%s with %j toggled are %s', (search, condition, expected) => {
    expect(searchOf(toggled(conditionsIn(search), condition))).toBe(expected);
  });

  it('are not there twice', () => {
    const once = conditionsIn('?accounts=1&username=a');
    const twice = added(added(once, { name: 'accounts', value: '1' }), { name: 'username', value: 'a' });
    expect(searchOf(twice)).toBe('?accounts=1&username=a');
  });

  it.each([
    ['  ', undefined],
    ['#4711', { id: 4711 }],
    ['4711', { id: 4711 }],
    ['111122223333', { condition: { name: 'accounts', value: '111122223333' } }],
    ['#111122223333', { id: 111122223333 }],
    ['eu-central-1', { condition: { name: 'region', value: 'eu-central-1' } }],
    ['us-gov-west-1', { condition: { name: 'region', value: 'us-gov-west-1' } }],
    ['WRONG_AMI', { condition: { name: 'types', value: 'WRONG_AMI' } }],
    ['ami_id=ami-1', { condition: { name: 'meta', value: 'ami_id=ami-1' } }],
    ['i-0123456789abcdef0', { condition: { name: 'instance-id', value: 'i-0123456789abcdef0' } }],
    [
      'arn:aws:lambda:eu:1:function:x',
      { condition: { name: 'instance-id', value: 'arn:aws:lambda:eu:1:function:x' } },
    ],
    ['arn:aws:iam::1:user/a', { condition: { name: 'username', value: 'arn:aws:iam::1:user/a' } }],
    ['my-app', { condition: { name: 'application-ids', value: 'my-app' } }],
  ])('are found in the text "%s": %j', (text, found) => {
    expect(searchIn(text)).toEqual(found);
  });
});

describe('the API is asked', () => {
  it.each([
    ['', undefined, '/api/violations?state=open&size=50&count=capped&sort=id%2Cdesc'],
    [
      '?accounts=1,2&state=all',
      { name: 'before-id', id: 9 },
      '/api/violations?state=all&accounts=1%2C2&size=50&count=capped&before-id=9',
    ],
    [
      '?state=nonsense',
      { name: 'after-id', id: 9 },
      '/api/violations?state=open&size=50&count=capped&after-id=9',
    ],
  ] as const)('for the list of %s at %j with %s', (search, cursor, path) => {
    expect(listPath(conditionsIn(search), cursor)).toBe(path);
  });

  it('for a preview with all conditions', () => {
    expect(previewPath(conditionsIn('?types=A&meta=a=1'))).toBe(
      '/api/violations/resolutions/preview?state=open&types=A&meta=a%3D1',
    );
  });

  it.each([
    ['', ['/api/violation-count']],
    ['?state=whitelisted&accounts=1', ['/api/violation-count?whitelisted=true']],
    [
      '?state=all&from=2026-08-06T10:00:00Z',
      ['', 'resolved=true&', 'whitelisted=true&'].map(
        (flag) => `/api/violation-count?${flag}from=2026-08-06T10%3A00%3A00Z`,
      ),
    ],
  ])('for the counts of %s with %j', (search, paths) => {
    expect(countPaths(conditionsIn(search))).toEqual(paths);
  });
});

describe('counts', () => {
  const types = [
    { id: 'A', violation_severity: 3 },
    { id: 'B', violation_severity: 1 },
  ] as ViolationTypeJson[];
  const counts: AccountCountJson[] = [
    { account: '1', type: 'A', quantity: 5 },
    { account: '1', type: 'B', quantity: 2 },
    { account: '2', type: 'B', quantity: 4 },
  ];
  const asText = (choices: readonly { value: string; quantity: number }[]) =>
    choices.map(({ value, quantity }) => `${value}:${quantity}`).join(' ');

  it.each([
    ['', 'B:6 A:5', '1:7 2:4', '3:5 1:6'],
    ['?accounts=2', 'B:4', '1:7 2:4', '1:4'],
    ['?types=A', 'B:6 A:5', '1:5', '3:5'],
    ['?severity=1', 'B:6', '2:4 1:2', '3:5 1:6'],
    ['?types=GONE', 'B:6 A:5 GONE:0', '', ''],
  ])('of %s are by type %s, by account %s, by severity %s', (search, byType, byAccount, bySeverity) => {
    const facts = { conditions: conditionsIn(search), types };
    const found = [countsByType, countsByAccount, countsBySeverity].map((count) =>
      asText(count(counts, facts)),
    );
    expect(found).toEqual([byType, byAccount, bySeverity]);
  });

  it.each([
    ['?state=all&types=A&from=2026-08-06T10:00:00Z', false],
    ['?region=eu-west-1', true],
  ])('of %s leave something aside: %s', (search, isUnknown) => {
    expect(isUncounted(conditionsIn(search))).toBe(isUnknown);
  });
});

describe('a page of the list', () => {
  const page = (ids: readonly number[], last: boolean, total: number | null = 99) =>
    ({
      content: ids.map((id) => ({ id }) as ViolationJson),
      last,
      total_elements: total,
    }) as ViolationPageJson;
  const before = (id: number) => ({ name: 'before-id', id }) as const;
  const after = (id: number) => ({ name: 'after-id', id }) as const;

  it.each([
    ['the only one', page([3, 2, 1], true), undefined, [3, 2, 1], undefined, undefined],
    ['the newest', page([9, 8], false), undefined, [9, 8], undefined, before(8)],
    ['one in between, from above', page([7, 6], false), before(8), [7, 6], after(7), before(6)],
    ['one in between, from below', page([7, 8], false), after(6), [8, 7], after(8), before(7)],
    ['the oldest', page([2, 1], true), before(3), [2, 1], after(2), undefined],
    ['the newest, from below', page([8, 9], true), after(7), [9, 8], undefined, before(8)],
    ['one that has emptied', page([], true), before(3), [], 'newest', undefined],
  ] as const)(
    'that is %s is shown newest first, with its neighbours',
    (_, given, cursor, ids, newer, older) => {
      const shown = shownPageOf(given, cursor);
      expect([shown.violations.map(({ id }) => id), shown.newer, shown.older]).toEqual([ids, newer, older]);
    },
  );

  it.each([
    [page([8, 9], true), after(7), true],
    [page([8, 7], true), undefined, false],
    [page([2, 1], true), before(3), false],
  ] as const)(
    'gives way to the newest when it came there from below with room left (%#)',
    (given, cursor, isShort) => {
      expect(isShortNewest(given, cursor)).toBe(isShort);
    },
  );
});

describe('a rule', () => {
  const violation = {
    account_id: '1',
    region: 'eu-west-1',
    application_id: null,
    violation_type: { id: 'WRONG_AMI' },
    meta_info: { ami_name: 'a.b (c)' },
  } as unknown as ViolationJson;

  it('for a violation asks for what it has, and for its image by its exact name', () => {
    const input = ruleInputOf(draftFor(violation));
    expect(input).toEqual({
      violation_type: 'WRONG_AMI',
      account_id: '1',
      region: 'eu-west-1',
      image_name: 'a\\.b \\(c\\)',
    });
    expect(new RegExp(`^${input.image_name}$`).test('a.b (c)')).toBe(true);
  });

  it.each([
    ['9999-01-01T00:00:00.000Z', undefined],
    ['2027-01-02T03:04:05.000Z', '2027-01-02T03:04:05.000Z'],
  ])('that ends %s and is written anew ends %s', (expiry_date, expected) => {
    const draft = draftOfRule({ expiry_date, reason: 'r', region: 'x' } as never);
    expect(ruleInputOf(draft)).toEqual({
      reason: 'r',
      region: 'x',
      ...(expected && { expiry_date: expected }),
    });
  });

  it('that asks for nothing is known as such', () => {
    const draft = draftFor(violation);
    const nothing = Object.fromEntries(Object.keys(draft.criteria).map((name) => [name, ' ']));
    expect([isNarrowed(draft), isNarrowed({ ...draft, criteria: nothing as never })]).toEqual([true, false]);
  });
});

describe('words', () => {
  const NOW = Date.parse('2026-08-06T12:00:00Z');

  it.each([
    ['2026-08-06T11:59:30Z', 'just now'],
    ['2026-08-06T11:58:00Z', '2 minutes ago'],
    ['2026-08-06T09:00:00Z', '3 hours ago'],
    ['2026-08-16T12:00:00Z', 'in 10 days'],
  ])('%s is %s', (instant, distance) => {
    expect(distanceOf(instant, NOW)).toBe(distance);
  });

  it.each([
    [minuteOf('2026-08-06T10:00:59.999Z'), '2026-08-06 10:00'],
    [durationOf('2026-08-06T10:00:00Z', '2026-08-06T10:00:05Z'), '5 s'],
    [durationOf('2026-08-06T10:00:00Z', '2026-08-06T10:04:05Z'), '4 min 5 s'],
    [durationOf('2026-08-06T10:00:00Z', '2026-08-06T12:04:05Z'), '2 h 4 min'],
    [instantOfInput('2026-08-06T10:00'), '2026-08-06T10:00:00.000Z'],
    [instantOfInput(''), undefined],
    [inputOfInstant('2026-08-06T10:00:00.000Z'), '2026-08-06T10:00'],
    [inputOfInstant('yesterday'), ''],
    [counted(1, 'violation'), '1 violation'],
    [counted(1204, 'violation'), '1,204 violations'],
    [counted(2, 'try', 'tries'), '2 tries'],
    [severityName(4), 'critical'],
    [severityName(9), 'severity 9'],
    [shortArn('arn:aws:sts::1:assumed-role/a/b'), 'assumed-role/a/b'],
    [shortArn('i-1'), 'i-1'],
    [typeName({ id: 'WRONG_AMI', title: null }), 'Wrong ami'],
    [typeName({ id: 'WRONG_AMI', title: 'Image not approved' }), 'Image not approved'],
  ])('%j is right', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

describe('a problem', () => {
  it.each([
    ['{"message":"id: expected","errors":[{"field":"id","message":"m"}]}', 400, 'id: expected', 1],
    [
      '{"error":"invalid_token","error_description":"The token has expired."}',
      401,
      'The token has expired.',
      0,
    ],
    ['<html>Bad gateway</html>', 502, 'The server answered 502.', 0],
    ['null', 500, 'The server answered 500.', 0],
  ])('%s with %d says: %s', async (body, status, message, fields) => {
    const problem = await problemOf(new Response(body, { status }));
    expect([problem.message, problem.fields.length, problem.isSignedOut]).toEqual([
      message,
      fields,
      status === 401,
    ]);
  });

  it.each([
    [new TypeError('Failed to fetch'), 'The server cannot be reached. Try again when it is.'],
    [new Error('odd'), 'odd'],
    ['text', 'text'],
  ])('%s says: %s', (error, message) => {
    expect(asProblem(error)).toMatchObject({ message, cause: error });
  });
});
