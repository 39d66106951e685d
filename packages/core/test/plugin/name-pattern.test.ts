import { describe, expect, it } from '@jest/globals';
import { matchesWhole } from '../../src/index.js';

describe('a name pattern', () => {
  it.each([
    ['ops-key', 'ops-key'],
    ['*', 'anything'],
    ['ops-*', 'ops-'],
    ['ops-*', 'ops-key'],
    ['*-key', 'ops-key'],
    ['ops*key', 'opskey'],
    ['a*b*c', 'a-b-b-c'],
    ['**', 'x'],
    ['*ab*ab*', 'abab'],
    ['o.*', 'o.key'],
  ])('%s matches %s', (pattern, name) => expect(matchesWhole(pattern, name)).toBe(true));

  it.each([
    ['ops-key', 'ops-key-2'],
    ['ops-key', 'Ops-Key'],
    ['ops-*', 'my-ops-key'],
    ['*-key', 'ops-keys'],
    ['aba*aba', 'ababa'],
    ['*ab*ab*', 'aba'],
    ['a*b*c', 'a-c-b'],
    ['o.*', 'ops'],
    ['[a-z]*', 'ops'],
  ])('%s does not match %s', (pattern, name) => expect(matchesWhole(pattern, name)).toBe(false));

  it('takes no longer for a pattern with many stars', () => {
    expect(matchesWhole(`${'*a'.repeat(200)}*b`, 'a'.repeat(10_000))).toBe(false);
  });
});
