import { describe, expect, it } from '@jest/globals';
import { storableUrl } from '../src/storable-url.js';

describe('an address that is stored', () => {
  it.each([
    ['https://jane:hunter2@github.com/a/b', 'https://github.com/a/b'],
    ['https://hunter2@github.com/a/b', 'https://github.com/a/b'],
    ['https://jane:hunter2@x@github.com/a/b', 'https://github.com/a/b'],
    ['git:https://jane:hunter2@github.com/a/b', 'git:https://github.com/a/b'],
    ['jane:hunter2@github.com/a/b', 'github.com/a/b'],
    ['git@github.com:a/b', 'git@github.com:a/b'],
    ['git:git@github.com:a/b', 'git:git@github.com:a/b'],
    ['https://github.com/a/b@c', 'https://github.com/a/b@c'],
    ['git@github.com:a/b?x=y@z', 'git@github.com:a/b?x=y@z'],
  ])('%s is %s', (url, stored) => expect(storableUrl(url)).toBe(stored));

  it('has a limited length, and no half characters', () => {
    const stored = storableUrl(`a${'\u{1f600}'.repeat(1_000_000)}`);
    expect(stored.length).toBeLessThan(2100);
    expect(stored).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });
});
