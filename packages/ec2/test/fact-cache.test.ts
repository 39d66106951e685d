import { FixedClock } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { FactCache } from '../src/lookup/fact-cache.js';

const LETTERS = ['a', 'b', 'c'];

function cacheWith(load: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>, seconds = 300) {
  const clock = new FixedClock();
  const asked: (readonly string[])[] = [];
  const cache = new FactCache<string>({ seconds, clock, saysNone: (value) => value === 'none' });
  const get = (id: string, siblings: readonly string[] = [], place = 'p') =>
    cache.get({
      place,
      id,
      siblings,
      load: (ids) => {
        asked.push(ids);
        return load(ids);
      },
    });
  return { cache, clock, asked, get };
}

const echo = async (ids: readonly string[]) => new Map(ids.map((id) => [id, id.toUpperCase()]));

describe('fact cache', () => {
  it('looks siblings up along, once', async () => {
    const { asked, get } = cacheWith(echo);
    expect(await Promise.all([get('a', LETTERS), get('b', LETTERS), get('d', ['a'])])).toEqual([
      'A',
      'B',
      'D',
    ]);
    expect(await get('c', LETTERS)).toBe('C');
    expect(asked).toEqual([LETTERS, ['d']]);
  });

  it('keeps places apart', async () => {
    const { asked, get } = cacheWith(echo);
    await get('a', [], 'p');
    await get('a', [], 'q');
    expect(asked).toHaveLength(2);
  });

  it('asks for at most a hundred at once', async () => {
    const { asked, get } = cacheWith(echo);
    const ids = Array.from({ length: 250 }, (_, index) => `i-${index}`);
    await Promise.all(ids.map((id) => get(id, ids)));
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('keeps nothing of what failed, neither when it fails at once', async () => {
    let fails = true;
    const { asked, get } = cacheWith((ids) => {
      if (fails) throw new Error('down');
      return echo(ids);
    });
    await expect(get('a', LETTERS)).rejects.toThrow('down');
    await expect(Promise.all(LETTERS.map((id) => get(id, LETTERS)))).rejects.toThrow('down');
    fails = false;
    expect(await get('b', LETTERS)).toBe('B');
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['a value', echo, 300],
    ['none', async () => new Map<string, string>(), 60],
    ['a value that says none', async (ids: readonly string[]) => new Map(ids.map((id) => [id, 'none'])), 60],
  ])('keeps %s for its time from the look-up, not from the last use', async (_, load, seconds) => {
    const { clock, asked, get } = cacheWith(load);
    await get('a');
    clock.advance(seconds - 1);
    await get('a');
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await get('a');
    expect(asked).toHaveLength(2);
  });

  it('knows what it was told', async () => {
    const { cache, asked, get } = cacheWith(echo);
    cache.learn('p', 'a', 'told');
    expect([cache.peek('p', 'a'), cache.peek('p', 'b'), await get('a')]).toEqual(['told', undefined, 'told']);
    expect(asked).toEqual([]);
  });
});
