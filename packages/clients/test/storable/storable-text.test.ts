import { describe, expect, it } from '@jest/globals';
import { storableText } from '../../src/storable/storable-text.js';

describe('A text that is stored', () => {
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
    ['see https://a:b@one/x and https://c@two/y', 'see https://one/x and https://two/y'],
    ['Jane <jane@acme.test>', 'Jane <jane@acme.test>'],
    [' M src/user:name@host.txt', ' M src/user:name@host.txt'],
  ])('%s is %s', (url, stored) => expect(storableText(url)).toBe(stored));

  it('loses credentials that are too long to be stored', () => {
    expect(storableText(`https://jane:${'x'.repeat(10_000)}@github.com/a/b`)).toBe('https://github.com/a/b');
  });

  it('has a limited length, and no half characters', () => {
    const stored = storableText(`a${'\u{1f600}'.repeat(1_000_000)}`);
    expect(stored.length).toBeLessThan(4100);
    expect(stored).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });
});
