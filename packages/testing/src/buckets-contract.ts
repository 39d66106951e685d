import type { Buckets } from '@fullstop/core';
import { beforeEach, describe, expect, it } from '@jest/globals';

/** Tests what all {@link Buckets} must do. @param make gives buckets among which `a-bucket` exists and is empty. */
export function describeBucketsContract(name: string, make: () => Promise<Buckets>): void {
  describe(`${name} keeps the contract of buckets`, () => {
    let buckets: Buckets;
    beforeEach(async () => {
      buckets = await make();
    });
    const write = (key: string, text = key) =>
      buckets.bucket('a-bucket').write(key, text, 'application/json');

    it('reads what was written, and the last of several', async () => {
      await write('a/b.json', 'first');
      await write('a/b.json', 'zweiter „Text“');
      expect(await buckets.bucket('a-bucket').read('a/b.json')).toBe('zweiter „Text“');
    });

    it("takes bytes, and puts texts and bytes in each other's place", async () => {
      const bucket = buckets.bucket('a-bucket');
      await write('a/b.json', 'a text');
      await bucket.write('a/b.json', new TextEncoder().encode('Bytes „hier“'), 'application/octet-stream');
      expect(await bucket.read('a/b.json')).toBe('Bytes „hier“');
      await write('a/b.json', 'a text again');
      expect(await bucket.read('a/b.json')).toBe('a text again');
      expect(await bucket.keys('a/')).toEqual(['a/b.json']);
    });

    it('knows that a key is not there', async () => {
      expect(await buckets.bucket('a-bucket').read('missing')).toBeUndefined();
    });

    it('lists keys by prefix, in order', async () => {
      for (const key of ['logs/b', 'logs/a', 'other', 'logs/c/d']) await write(key);
      expect(await buckets.bucket('a-bucket').keys('logs/')).toEqual(['logs/a', 'logs/b', 'logs/c/d']);
      expect(await buckets.bucket('a-bucket').keys('nothing/')).toEqual([]);
    });

    it('lists the folders directly below a prefix, each once, in order', async () => {
      for (const key of ['x/b/1', 'x/a/1', 'x/a/2/3', 'x/file', 'y/c/1']) await write(key);
      expect(await buckets.bucket('a-bucket').folders('x/')).toEqual(['a', 'b']);
    });
  });
}
