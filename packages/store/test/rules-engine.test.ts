import type { JsonValue } from '@fullstop/core';
import { RecordingLogger } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { Budget } from '../src/rules/budget.js';
import { CompiledRule, compilePath, compilePattern, type RuleSubject } from '../src/rules/compiled-rule.js';
import { evaluatePath } from '../src/rules/json-path/evaluate-path.js';
import type { RuleCriteria } from '../src/rules/rule.js';
import { type ActiveRule, commentOf, RuleSet } from '../src/rules/rule-set.js';

const NO_CRITERIA: RuleCriteria = {
  accountId: null,
  region: null,
  type: null,
  imageName: null,
  imageOwner: null,
  applicationId: null,
  applicationVersion: null,
  metaInfoJsonPath: null,
};

const SUBJECT: RuleSubject = {
  accountId: '111122223333',
  region: 'eu-west-1',
  type: 'WRONG_AMI',
  applicationId: 'shop',
  applicationVersion: '1.0',
  metaInfo: { ami_name: 'CD-jenkins', ami_owner_id: '999' },
};

const aSubject = (given: Partial<RuleSubject> = {}): RuleSubject => ({ ...SUBJECT, ...given });

/** Whether a rule matches; what cannot be evaluated is "no match", as for a set of rules. */
function matches(criteria: Partial<RuleCriteria>, subject: Partial<RuleSubject> = {}): boolean {
  const rule = aRule({ ...criteria });
  return aSet([rule]).firstMatch(aSubject(subject), new Date(0)) !== undefined;
}

const aRule = (given: Partial<ActiveRule> = {}): ActiveRule => ({
  ...NO_CRITERIA,
  id: 1,
  reason: 'ticket 1',
  expiryDate: new Date(1),
  appliesToOpen: true,
  ...given,
});

function aSet(rules: readonly ActiveRule[]) {
  return new RuleSet(rules, { logger: new RecordingLogger(), onNotEvaluable: () => undefined });
}

describe('the criteria of a rule', () => {
  it.each<[string, Partial<RuleCriteria>, Partial<RuleSubject>, boolean]>([
    ['14.7 #1: an equal account', { accountId: '111122223333' }, {}, true],
    ['14.7 #1: an equal region', { region: 'eu-west-1' }, {}, true],
    ['14.7 #1: an equal type', { type: 'WRONG_AMI' }, {}, true],
    ['14.7 #1: a fitting image name', { imageName: 'CD-.+' }, {}, true],
    ['14.7 #1: an equal image owner', { imageOwner: '999' }, {}, true],
    ['14.7 #1: an equal application', { applicationId: 'shop' }, {}, true],
    ['14.7 #1: an equal version', { applicationVersion: '1.0' }, {}, true],
    ['14.7 #1: a path with a result', { metaInfoJsonPath: '$.[?(@.ami_name)]' }, {}, true],
    ['14.7 #2: an image owner, nothing known', { imageOwner: '999' }, { metaInfo: {} }, false],
    ['14.7 #3: .+jenkins', { imageName: '.+jenkins' }, { metaInfo: { ami_name: 'CD-jenkins' } }, true],
    ['14.7 #3: .+jenk.+', { imageName: '.+jenk.+' }, { metaInfo: { ami_name: 'CD-jenkins-machine' } }, true],
    ['14.7 #3: jenkins.+', { imageName: 'jenkins.+' }, { metaInfo: { ami_name: 'jenkins-machine' } }, true],
    ['14.7 #4: an image name, none known', { imageName: '.*' }, { metaInfo: {} }, false],
    ['14.7 #4: an image name, null', { imageName: '.*' }, { metaInfo: { ami_name: null } }, false],
    [
      '14.7 #5: a nested repetition',
      { imageName: '^.+-(\\d+)*taupage' },
      { metaInfo: { ami_name: 'ELB-1234-ami-taupage' } },
      true,
    ],
    [
      '14.7 #6: owner, region, account and type',
      { imageOwner: '999', region: 'eu-west-1', accountId: '111122223333', type: 'WRONG_AMI' },
      {},
      true,
    ],
    ['14.7 #8: one of several differs', { region: 'eu-west-1', accountId: '1' }, {}, false],
    ['14.7 #8: case differs', { type: 'wrong_ami' }, {}, false],
    ['14.7 #9: no criteria', {}, {}, false],
    ['14.7 #9: blanks only', { region: ' ', accountId: '\t', metaInfoJsonPath: '' }, {}, false],
    ['14.7 #10: a part of the name', { imageName: 'jenkins' }, {}, false],
    ['14.7 #19: surrounding blanks', { region: ' eu-west-1 ', imageName: ' CD-.+\n' }, {}, true],
    ['no application', { applicationId: 'shop' }, { applicationId: null }, false],
    ['no version', { applicationVersion: '1.0' }, { applicationVersion: null }, false],
    ['details that are no object', { imageName: '.*' }, { metaInfo: ['CD-jenkins'] }, false],
    ['an image name that is no text', { imageName: '.*' }, { metaInfo: { ami_name: 5 } }, false],
    ['an owner that is no text', { imageOwner: '5' }, { metaInfo: { ami_owner_id: 5 } }, false],
    ['a member of every object', { imageName: '.*' }, { metaInfo: { constructor: 'x' } }, false],
  ])('%s', (_, criteria, subject, expected) => {
    expect(matches(criteria, subject)).toBe(expected);
  });
});

describe('a JSONPath', () => {
  const CI = '$.[?(@.user_name =~ /ses\\.ci-master-.+/)]';
  const GRANTEES = "$.[?(@.grantees == ['a','b'])]";

  it.each<[string, string, JsonValue, boolean]>([
    ['14.7 #7: fits', CI, { user_name: 'ses.ci-master-foobar-123abc' }, true],
    ['14.7 #7: differs', CI, { user_name: 'ses.ci-slave' }, false],
    ['14.7 #7: no such key', CI, {}, false],
    ['14.7 #11: a list in order', GRANTEES, { grantees: ['a', 'b'] }, true],
    ['14.7 #11: a list in another order', GRANTEES, { grantees: ['b', 'a'] }, false],
    ['14.7 #12: everything below', '$..*', { a: 1 }, true],
    ['14.7 #12: nothing below', '$..*', {}, false],
    ['14.7 #13: a list', '$.a', { a: [1] }, true],
    ['14.7 #13: an empty list', '$.a', { a: [] }, false],
    ['14.7 #13: a scalar', '$.a', { a: 1 }, false],
    ['14.7 #13: null', '$.a', { a: null }, false],
    ['14.7 #13: an object', '$.a', { a: { b: 1 } }, false],
    ['14.7 #13: missing', '$.a', {}, false],
    ['14.7 #15: null', '$..*', null, false],
    ['14.7 #15: a text', '$.[?(@.a)]', 'text', false],
    ['14.7 #15: a text, whole', '$', 'text', false],
    ['14.7 #15: a list', '$[?(@.a)]', [{ a: 1 }], true],
    ['14.7 #15: a list of others', '$[?(@.a)]', [{ b: 1 }, 1, null], false],
    ['without $', 'a', { a: [1] }, true],
    ['a filter without $', '[?(@.a)]', { a: 1 }, true],
    ['names in brackets', "$['a b'].c", { 'a b': { c: [1] } }, true],
    ['double quotes, escapes', '$["a\\"\\u0062"]', { 'a"b': [1] }, true],
    ['several names, at the end', "$['a','b']", { a: [1] }, false],
    ['several names, on the way', "$['a','b'].c", { a: { c: 1 } }, true],
    ['an index', '$.a[1]', { a: [1, [2]] }, true],
    ['an index from the end', '$.a[-1]', { a: [1, [2]] }, true],
    ['an index beyond the end', '$.a[5]', { a: [1] }, false],
    ['several indexes', '$.a[ 0, 7 ]', { a: [1] }, true],
    ['an index of an object', '$.a[0]', { a: { 0: [1] } }, false],
    ['a slice', '$.a[1:]', { a: [1, 2] }, true],
    ['an empty slice', '$.a[1:1]', { a: [1, 2] }, false],
    ['a slice from the end', '$.a[-1:]', { a: [1] }, true],
    ['a slice from the start', '$.a[:1]', { a: [] }, false],
    ['a wildcard', '$.a[*]', { a: [1] }, true],
    ['a wildcard of a scalar', '$.a.*', { a: 1 }, false],
    ['a name anywhere below', '$..c', { a: [{ b: { c: null } }] }, true],
    ['a name nowhere below', '$..c', { a: [{ b: 1 }] }, false],
    ['a filter anywhere below', "$..[?(@.k == 'v')]", { a: [{ b: { k: 'v' } }] }, true],
    ['a filter nowhere below', "$..[?(@.k == 'v')]", { a: [{ b: { k: 'w' } }] }, false],
    ['a filter on an object tests it, not its members', "$[?(@.k == 'v')]", { a: { k: 'v' } }, false],
    ['a filter on elements', '$.a[?(@ > 1)]', { a: [1, 2] }, true],
    ['a filter on a scalar', '$.a[?(@ > 1)]', { a: 2 }, false],
    ['a filter after a filter', '$[?(@.a)][?(@.b)]', { a: 1, b: 1 }, true],
    ['what an object inherits', '$.constructor', {}, false],
  ])('%s', (_, path, metaInfo, expected) => {
    expect(matches({ metaInfoJsonPath: path }, { metaInfo })).toBe(expected);
  });

  it.each<[string, JsonValue, boolean]>([
    ['@.n == 1', { n: 1 }, true],
    ['@.n==1', { n: 1 }, true],
    ["@.n == '1'", { n: 1 }, true],
    ["@.n === '1'", { n: 1 }, false],
    ["@.n !== '1'", { n: 1 }, true],
    ['@.n === 1', { n: 1 }, true],
    ['@.n != 1', { n: 2 }, true],
    ['@.n != 1', {}, true],
    ['@.n == null', { n: null }, true],
    ['@.n == null', {}, false],
    ['@.n == true', { n: true }, true],
    ['@.n == {"a": [1]}', { n: { a: [1] } }, true],
    ['@.n == @.m', { n: [1], m: [1] }, true],
    ['@.n == $.m', { n: 2, m: 2 }, true],
    ['@.missing == @.absent', {}, false],
    ['@.n < 2', { n: 1 }, true],
    ['@.n <= 1', { n: 1 }, true],
    ['@.n > 1', { n: 1 }, false],
    ['@.n >= 1.5e0', { n: 1.5 }, true],
    ["@.n < 'b'", { n: 'a' }, true],
    ["@.n < 'b'", { n: 1 }, false],
    ['@.n < 2', {}, false],
    ["@.n in ['a', 'b']", { n: 'b' }, true],
    ["@.n in ['a', 'b']", { n: 'c' }, false],
    ["'x' in @.n", { n: ['x'] }, true],
    ["@.n nin ['a']", { n: 'b' }, true],
    ["@.n NIN ['a']", { n: 'a' }, false],
    ["@.n contains 'a'", { n: ['a'] }, true],
    ["@.n contains 'b'", { n: 'abc' }, true],
    ["@.n contains 'd'", { n: 'abc' }, false],
    ["@.n all ['a','b']", { n: ['b', 'c', 'a'] }, true],
    ["@.n all ['a','d']", { n: ['b', 'c', 'a'] }, false],
    ["@.n all ['a']", { n: 'a' }, false],
    ['@.n size 2', { n: [1, 2] }, true],
    ['@.n size 2', { n: 'ab' }, true],
    ['@.n size 2', { n: { a: 1, b: 2 } }, false],
    ['@.n empty true', { n: [] }, true],
    ['@.n empty false', { n: 'x' }, true],
    ['@.n empty true', {}, false],
    ['@.n exists true', { n: null }, true],
    ['@.n exists false', {}, true],
    ['@.n', { n: false }, true],
    ['!@.n', { n: false }, false],
    ['!@.n', {}, true],
    ['@.a..b', { a: {} }, false],
    ['@.a && @.b', { a: 1 }, false],
    ['@.a || @.b', { a: 1 }, true],
    ['@.a || @.b && @.c', { a: 1 }, true],
    ['(@.a || @.b) && @.c', { a: 1 }, false],
    ['!(@.a == 1 && @.b == 2)', { a: 1, b: 3 }, true],
    ['@.n =~ /ab/', { n: 'abc' }, false],
    ['@.n =~ /AB./i', { n: 'abc' }, true],
    ['@.n =~ /a\\/b/', { n: 'a/b' }, true],
    ['@.n =~ /\\d+/', { n: 12 }, true],
    ['@.n =~ /true/', { n: true }, true],
    ['@.n =~ /.*/', {}, false],
    ['@.n =~ /.*/', { n: null }, false],
    ['@.n =~ /.*/', { n: ['a'] }, false],
    ["@['n'] == 1", { n: 1 }, true],
    ['@.aws:n-1 == 1', { 'aws:n-1': 1 }, true],
  ])('with the filter %s on %j gives %s', (filter, metaInfo, expected) => {
    expect(matches({ metaInfoJsonPath: `$.[?(${filter})]` }, { metaInfo })).toBe(expected);
  });

  it.each([
    ['$.', 'expected a name'],
    ['$..', 'expected a name'],
    ['$[', 'expected a name in quotes'],
    ['$.a[', 'expected a name in quotes'],
    ["$['a", 'expected a text in quotes'],
    ['$[?(@.a)', 'expected ]'],
    ['$[?(@.a == )]', 'expected a path'],
    ['$[?(@.a === 1', 'expected )'],
    ['$[?@.a]', 'expected ('],
    ["$[?('a')]", 'expected an operator'],
    ["$[?(@.a like 'b')]", 'there is no operator like'],
    ['$[?(@.a =~ /(/)]', 'cannot read the pattern'],
    ['$[?(@.a =~ /a/x)]', 'flag "x"'],
    ["$[?(@.a =~ 'a')]", 'expected a regular expression'],
    ['$.a.length()', 'functions are not available'],
    ['$.a b', 'expected the end'],
    ['$[?(@.a exists 1)]', 'expected false'],
    [`$.${'a'.repeat(1000)}`, 'longer than 1000 characters'],
  ])('%s is refused: %s', (path, reason) => {
    expect(() => compilePath(path)).toThrow(expect.objectContaining({ code: 'RULE_SYNTAX' }));
    expect(() => compilePath(path)).toThrow(reason);
  });

  it('gives everything it selects, in order', () => {
    const root = { a: [{ n: 1 }, { n: 2 }, { n: 3 }], b: { n: 4 } };
    const select = (path: string) => evaluatePath(compilePath(path), root, new Budget());
    expect(select('$..n')).toEqual([4, 1, 2, 3]);
    expect(select('$.a[?(@.n >= 2)].n')).toEqual([2, 3]);
    expect(select('$.a[0,2].n')).toEqual([1, 3]);
    expect(select("$['a','b']")).toEqual([root]);
  });

  it('gives up on a search that multiplies, and on a document that is very deep, without harm', () => {
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, { a: { b: [n] } }]));
    let deep: JsonValue = { a: 1 };
    for (let depth = 0; depth < 50_000; depth++) deep = { a: deep };
    const started = process.cpuUsage();
    expect(matches({ metaInfoJsonPath: '$..*..*..*..*..[?(@.c)]' }, { metaInfo: wide })).toBe(false);
    expect(matches({ metaInfoJsonPath: '$..[?(@ == $)]' }, { metaInfo: deep })).toBe(false);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});

describe('a pattern', () => {
  it('14.7 #18: that would take others for ever returns quickly', () => {
    const started = process.cpuUsage();
    const metaInfo = { ami_name: `${'a'.repeat(30)}!`, long: 'a'.repeat(20_000) };
    expect(matches({ imageName: '(a+)+$' }, { metaInfo })).toBe(false);
    expect(matches({ metaInfoJsonPath: '$[?(@.long =~ /(a|aa)+b/)]' }, { metaInfo })).toBe(false);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
  });

  it.each([
    ['\\p{Alpha}+', 'abc', true],
    ['[\\p{Alpha}-]+', 'a-c', true],
    ['\\P{Digit}+', 'a1', false],
    ['[^\\p{Upper}]+', 'abc', true],
    ['\\u0041', 'A', true],
    ['\\Q[[a&&\\E', '[[a&&', true],
    ['[[:alpha:]]+', 'abc', true],
    ['[]a]+', ']a', true],
    ['(?i)cd-.+', 'CD-x', true],
    ['\\\\p', '\\p', true],
    ['a|ab', 'ab', true],
    ['(?<n>a)', 'a', true],
  ])('%s on %s gives %s', (pattern, value, expected) => {
    expect(compilePattern(pattern).matches(value, new Budget())).toBe(expected);
  });

  it.each([
    ['(', 'missing closing'],
    ['a++', 'possessive quantifiers'],
    ['(?=a)b', 'look-arounds'],
    ['(?<!a)b', 'look-arounds'],
    ['(a)\\1', 'back references'],
    ['(?>a)', 'atomic groups'],
    ['[a-z&&[^b]]', 'intersections'],
    ['[a[b]]', 'character class inside another'],
    ['(.{0,1000}){20}', 'cannot read the pattern'],
    ['.{0,1000}.{0,1000}.{0,1000}', 'too large'],
    ['a'.repeat(1001), 'longer than 1000 characters'],
  ])('%s is refused: %s', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'RULE_SYNTAX' }));
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  it('that takes too much work on a value counts as "no match"', () => {
    const rule = new CompiledRule({ ...NO_CRITERIA, imageName: '.{0,1000}' });
    const subject = aSubject({ metaInfo: { ami_name: 'a'.repeat(900) } });
    expect(() => rule.matches(subject)).toThrow(expect.objectContaining({ code: 'RULE_NOT_EVALUABLE' }));
  });
});

describe('a set of rules', () => {
  const BROKEN = [
    aRule({ id: 1, imageName: '(' }),
    aRule({ id: 2, metaInfoJsonPath: '$[' }),
    aRule({ id: 3, metaInfoJsonPath: '$.ami_name' }),
  ];

  it('14.7 #14: skips rules that are broken, says so once, and counts each time', () => {
    const logger = new RecordingLogger();
    const counted: number[] = [];
    const rules = new RuleSet([...BROKEN, aRule({ id: 4, region: 'eu-west-1' })], {
      logger,
      onNotEvaluable: (id) => counted.push(id),
    });
    for (let n = 0; n < 2; n++) expect(rules.firstMatch(SUBJECT, new Date(0))?.id).toBe(4);
    expect(counted).toEqual([1, 2, 3, 1, 2, 3]);
    expect(logger.lines.map(({ fields }) => fields.rule_id)).toEqual([1, 2, 3]);
  });

  it('14.7 #16: ignores rules that have expired, or expire now', () => {
    const rules = aSet([
      aRule({ id: 1, region: 'eu-west-1', expiryDate: new Date(999) }),
      aRule({ id: 2, region: 'eu-west-1', expiryDate: new Date(1000) }),
      aRule({ id: 3, region: 'eu-west-1', expiryDate: new Date(1001) }),
    ]);
    expect(rules.firstMatch(SUBJECT, new Date(1000))?.id).toBe(3);
  });

  it('14.7 #17: takes the lowest id of several that match', () => {
    const rules = aSet([aRule({ id: 10, region: 'eu-west-1' }), aRule({ id: 9, region: 'eu-west-1' })]);
    expect(rules.firstMatch(SUBJECT, new Date(0))?.id).toBe(9);
  });

  it('gives violations the comment that old clients know', () => {
    expect(commentOf({ reason: 'ticket 1' })).toBe('Whitelisted automatically because of:ticket 1');
  });
});
