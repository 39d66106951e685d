import { describe, expect, it } from '@jest/globals';
import { OwnerRules } from '../src/owner-rules.js';

const allows = (pattern: string, owner: string) =>
  new OwnerRules({ 'github.com': pattern }).allow({ host: 'github.com', owner, name: 'shop' });

describe('the pattern for owners', () => {
  it.each([
    ['^(?:zalando|zalando-stups)$', 'zalando'],
    ['^(?:zalando|zalando-stups)$', 'zalando-stups'],
    ['^.+$', 'anybody'],
    ['acme', 'acme'],
    ['^zalando-stups|zalando-incubator$', 'zalando-incubator'],
    ['^Zalando$', 'zalando'],
    ['acme(?:-[a-z0-9]+)*', 'acme-labs-2'],
  ])('%s matches %s', (pattern, owner) => expect(allows(pattern, owner)).toBe(true));

  it.each([
    ['^zalando-stups|zalando-incubator$', 'zalando-stups-evil'],
    ['^zalando-stups|zalando-incubator$', 'evil-zalando-incubator'],
    ['acme', 'acme-evil'],
    ['acme', 'evil-acme'],
    ['acme', 'acme\n'],
    ['ac.me', 'acme'],
    ['ake', 'a\u212Ae'],
    ['.*', 'a'.repeat(256)],
  ])('%s does not match %j', (pattern, owner) => expect(allows(pattern, owner)).toBe(false));

  it('counts on its own host only', () => {
    const rules = new OwnerRules({ 'github.com': '.*' });
    for (const host of ['gitlab.com', 'constructor', '__proto__']) {
      expect(rules.findPattern(host)).toBeUndefined();
      expect(rules.allow({ host, owner: 'acme', name: 'shop' })).toBe(false);
    }
  });

  it.each(['(a+)+', '(a|a)*', '(?:a|aa)+', 'a*a*a*a*a*a*a*a*'])(
    'is given up when an owner makes %s slow',
    (pattern) => {
      const start = performance.now();
      expect(() => allows(pattern, `${'a'.repeat(99)}!`)).toThrow(
        expect.objectContaining({
          code: 'SCM_OWNER_PATTERN_TOO_SLOW',
          message: expect.stringContaining(
            `scm-repository: the pattern ${pattern} for the owners on github.com`,
          ),
        }),
      );
      expect(performance.now() - start).toBeLessThan(5000);
    },
  );
});
