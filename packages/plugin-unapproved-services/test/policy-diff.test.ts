import type { JsonObject } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { applyPatch } from 'rfc6902';
import { NO_DIFF, policyDiff } from '../src/policy/policy-diff.js';

const policy = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });

describe('the difference of two policies', () => {
  it.each([
    ['UN-7: order of keys', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['UN-8: order of actions', policy({ Action: ['a', 'b'] }), policy({ Action: ['b', 'a'] })],
    ['one action in a list', policy({ NotAction: 'a' }), policy({ NotAction: ['a'] })],
    ['one statement in a list', { Statement: { Effect: 'Allow' } }, { Statement: [{ Effect: 'Allow' }] }],
    ['a resource twice', policy({ Resource: ['a', 'a'] }), policy({ Resource: 'a' })],
    [
      'order of principals',
      policy({ Principal: { AWS: ['a', 'b'], Service: 'c' } }),
      policy({ Principal: { Service: ['c'], AWS: ['b', 'a'] } }),
    ],
    [
      'order and form of condition values',
      policy({ Condition: { Bool: { 'aws:x': true }, StringLike: { y: ['a', 'b'] } } }),
      policy({ Condition: { Bool: { 'aws:x': 'true' }, StringLike: { y: ['b', 'a'] } } }),
    ],
  ])('is none for %s', (_what, template, other) => {
    expect(policyDiff(template, other)).toBe(NO_DIFF);
  });

  it.each([
    ['an effect', policy({ Effect: 'Allow' }), policy({ Effect: 'Deny' })],
    ['order of statements', policy({ Sid: 'a' }, { Sid: 'b' }), policy({ Sid: 'b' }, { Sid: 'a' })],
    ['an action more', policy({ Action: 'a' }), policy({ Action: ['a', 'b'] })],
    ['a principal', policy({ Principal: { AWS: 'a' } }), policy({ Principal: '*' })],
    ['a condition less', policy({ Condition: { Bool: { x: 'true' } } }), policy({})],
    ['no policy at all', policy({ Action: 'a' }), {}],
    ['a text', policy({ Action: 'a' }), 'no policy'],
  ])('is one for %s, and leads there and back', (_what, template, other) => {
    const { fromTemplate, toTemplate } = policyDiff(template, other);
    expect(applied(template, fromTemplate)).toEqual(other);
    expect(applied(other, toTemplate)).toEqual(template);
    expect(fromTemplate).not.toEqual([]);
  });
});

function applied(document: unknown, patch: unknown[]): unknown {
  const root = structuredClone({ root: document });
  const moved = patch.map((operation) => {
    const { path, ...rest } = operation as { path: string };
    return { ...rest, path: `/root${path}` };
  });
  applyPatch(root, moved as Parameters<typeof applyPatch>[1]);
  return root.root;
}
