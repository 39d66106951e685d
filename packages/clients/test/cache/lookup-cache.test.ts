import { FixedClock } from '@fullstop/testing';
import { beforeEach, expect, it } from '@jest/globals';
import { LookupCache } from '../../src/cache/lookup-cache.js';

const clock = new FixedClock();
let lookUps = 0;
beforeEach(() => {
  lookUps = 0;
});

function looking<T>(value: T): () => Promise<T> {
  return async () => {
    lookUps++;
    return value;
  };
}

it('keeps a value for a time counted from when it was read, not from when it was used', async () => {
  const cache = new LookupCache<string>({ cacheSeconds: 300, clock });
  await cache.get('a', looking('x'));
  for (let time = 0; time < 4; time++) {
    clock.advance(74);
    expect(await cache.get('a', looking('y'))).toBe('x');
  }
  clock.advance(4);
  expect(await cache.get('a', looking('z'))).toBe('z');
  expect(lookUps).toBe(2);
});

it.each([
  [{ cacheSeconds: 300 }, 59, 1],
  [{ cacheSeconds: 300 }, 60, 2],
  [{ cacheSeconds: 300, absentSeconds: 600 }, 60, 2],
  [{ cacheSeconds: 300, absentSeconds: 10 }, 10, 2],
  [{ cacheSeconds: 5 }, 5, 2],
])('with %j, after %i s without a value there were %i look-ups', async (options, seconds, expected) => {
  const cache = new LookupCache<string | undefined>({ ...options, clock });
  await cache.get('a', looking(undefined));
  clock.advance(seconds);
  expect(await cache.get('a', looking(undefined))).toBeUndefined();
  expect(lookUps).toBe(expected);
});

it('looks up once for those who ask at the same time, and again for another key', async () => {
  const cache = new LookupCache<string>({ clock });
  const values = await Promise.all(['a', 'a', 'b', 'a'].map((key) => cache.get(key, looking(key))));
  expect(values).toEqual(['a', 'a', 'b', 'a']);
  expect(lookUps).toBe(2);
});

it('does not keep what was thrown', async () => {
  const cache = new LookupCache<string>({ clock });
  const failing = () => cache.get('a', () => Promise.reject(new Error('no')));
  const settled = await Promise.allSettled([failing(), failing()]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.get('a', looking('x'))).toBe('x');
});

it('drops the least recently used value when it is full', async () => {
  const cache = new LookupCache<string>({ cacheEntries: 2, clock });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(key, looking(key));
  expect(lookUps).toBe(4);
});
