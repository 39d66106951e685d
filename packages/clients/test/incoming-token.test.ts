import { expect, it } from '@jest/globals';
import { isPlausibleToken } from '../src/index.js';

it.each([
  null,
  undefined,
  '',
  '   ',
  'None',
  'NONE',
  'none',
  ' none ',
  'x'.repeat(29),
  ` ${'x'.repeat(29)} `,
])('C11: the token %j is not worth a question', (token) => expect(isPlausibleToken(token)).toBe(false));

it.each(['x'.repeat(30), 'x'.repeat(3000), `none${'x'.repeat(30)}`])('C11: other tokens are', (token) =>
  expect(isPlausibleToken(token)).toBe(true),
);
