import { describe, expect, it } from '@jest/globals';
import { normalFormOf, parseRepositoryUrl } from '../src/repository-url.js';

const FULLSTOP = 'https://github.com/zalando-stups/fullstop';

function normalized(url: string, nestedGroupHosts: string[] = []) {
  const repository = parseRepositoryUrl(url, nestedGroupHosts);
  return repository && normalFormOf(repository);
}

describe('the address of a repository', () => {
  it.each([
    ['SU-1', 'https://github.com/zalando-stups/fullstop'],
    ['SU-2', 'https://GitHub.com/zAlAnDo-STUPS/FULLstop'],
    ['SU-3', 'https://github.com:443/zalando-stups/fullstop'],
    ['SU-4', 'git:https://github.com/zalando-stups/fullstop'],
    ['SU-5', 'http://github.com/zalando-stups/fullstop'],
    ['SU-6', 'https://github.com/zalando-stups/fullstop.git'],
    ['SU-7', 'https://github.com/zalando-stups/fullstop.git/src'],
    ['SU-8', 'https://github.com/zalando-stups/fullstop/tree/master/src'],
    ['SU-9', 'git@github.com:zalando-stups/fullstop'],
    ['SU-9', 'git@github.com:zalando-stups/fullstop.git'],
    ['SU-10', 'git:git@github.com:zalando-stups/fullstop.git'],
    ['IMP-SC-3', 'git://github.com/zalando-stups/fullstop'],
    ['IMP-SC-3', 'git:git://github.com/zalando-stups/fullstop'],
    ['IMP-SC-3', 'git+https://github.com/zalando-stups/fullstop'],
    ['IMP-SC-3', 'git+ssh://git@github.com/zalando-stups/fullstop.git'],
    ['IMP-SC-3', 'ssh://git@github.com:22/zalando-stups/fullstop.git'],
    ['IMP-SC-3', 'ssh://github.com/zalando-stups/fullstop.git'],
    ['IMP-SC-3', ' \thttps://github.com/zalando-stups/fullstop\n'],
    ['IMP-SC-3', 'https://github.com/zalando-stups/fullstop#readme'],
    ['IMP-SC-3', 'https://token@github.com/zalando-stups/fullstop'],
    ['a port and a colon', 'github.com:443:zalando-stups/fullstop'],
  ])('%s: %j names the repository', (_id, url) => expect(normalized(url)).toBe(FULLSTOP));

  it.each([
    [
      'SU-11',
      'https://git.my.company.com/zalando-stups/fullstop',
      'git.my.company.com',
      'zalando-stups',
      'fullstop',
    ],
    ['SU-14', 'github.com/a/b', 'github.com', 'a', 'b'],
    ['SU-15', 'https://github.com/a/b/', 'github.com', 'a', 'b'],
    ['SU-16', 'git@github.com:123/foo', 'github.com', '123', 'foo'],
    ['SU-17', 'https://github.com.evil.com/a/b', 'github.com.evil.com', 'a', 'b'],
    ['SU-18', 'https://github.com/a/b.github.io', 'github.com', 'a', 'b.github.io'],
    ['SU-19', 'ssh://git@github.com/a/b.git', 'github.com', 'a', 'b'],
    ['SU-20', 'https://user:pw@github.com/a/b', 'github.com', 'a', 'b'],
    ['SU-21', 'https://github.com/a/b?x=1', 'github.com', 'a', 'b'],
    ['only .git', 'https://github.com/a/.git', 'github.com', 'a', '.git'],
    ['.git twice', 'https://github.com/a/b.git.git', 'github.com', 'a', 'b.git'],
    ['a port', 'ssh://git@git.my.company.com:7999/a/b.git', 'git.my.company.com', 'a', 'b'],
    ['a user who looks like a host', 'https://github.com:a@evil.com/a/b', 'evil.com', 'a', 'b'],
  ])('%s: %s has host, owner and name', (_id, url, host, owner, name) => {
    expect(parseRepositoryUrl(url)).toEqual({ host, owner, name });
  });

  it.each([
    ['SU-13', 'https://github.com/zalando-stups'],
    ['SU-13', 'https://github.com'],
    ['SU-22', 'https://github.com//a/b'],
    ['nothing', ''],
    ['no name', 'https://github.com/a//'],
    ['no scheme that we know', 'svn://github.com/a/b'],
    ['a file', 'file:///srv/a/b'],
    ['two users', 'https://x@github.com:y@evil.com/a/b'],
    ['a host behind a path', 'git@evil.com:x@github.com/acme/shop'],
    ['a password without scheme', 'evil.com:x@github.com/acme/shop'],
    ['a backslash', 'https://evil.com\\@github.com/acme/shop'],
    ['a fragment before the host', 'https://evil.com#@github.com/acme/shop'],
    ['steps upwards', 'https://github.com/acme/../evil/shop'],
    ['steps upwards behind the name', 'https://github.com/acme/shop/../../evil/shop'],
    ['encoded steps upwards', 'https://github.com/acme/%2E%2e/evil/shop'],
    ['white space', 'https://github.com/acme/shop evil'],
    ['a line break', 'https://github.com/acme/shop/\nx'],
    ['a zero', 'https://github.com/acme/shop\u0000'],
    ['too much', `https://github.com/acme/${'a'.repeat(3000)}`],
  ])('%s: %j is none', (_id, url) => expect(parseRepositoryUrl(url)).toBeUndefined());

  it('keeps letters apart that only turn into ASCII ones', () => {
    expect(parseRepositoryUrl('https://github.com/\u212Aube/shop')?.owner).toBe('\u212Aube');
  });

  it.each([
    ['many colons', `git@github.com${':1'.repeat(1000)}`],
    ['many digits', `git@github.com:${'1'.repeat(2000)}`],
    ['many dots', `https://${'a.'.repeat(1000)}`],
    ['many .git', `https://github.com/a/${'.git'.repeat(500)}x\u0001`],
  ])('is read fast with %s', (_what, url) => {
    const start = process.cpuUsage();
    parseRepositoryUrl(url);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
  });
});

describe('IMP-SC-5: on a host with nested groups', () => {
  it.each([
    ['https://gitlab.acme.test/group/sub/name', 'group/sub', 'name'],
    ['https://gitlab.acme.test:8443/group/sub/name.git', 'group/sub', 'name'],
    ['git@gitlab.acme.test:group/sub/subsub/name.git', 'group/sub/subsub', 'name'],
    ['https://gitlab.acme.test/group/name/', 'group', 'name'],
    ['https://gitlab.acme.test/group/sub/name/-/tree/main/src', 'group/sub', 'name'],
    ['https://gitlab.acme.test/group/sub/name.git/src/main', 'group/sub', 'name'],
    ['git@gitlab.acme.test:123/name', '123', 'name'],
  ])('%s belongs to %s', (url, owner, name) => {
    const host = 'gitlab.acme.test';
    expect(parseRepositoryUrl(url, [host])).toEqual({ host, owner, name });
  });

  it.each([
    'https://gitlab.acme.test/name',
    'https://gitlab.acme.test/group//name',
    'https://gitlab.acme.test/a@b/name',
    'https://gitlab.acme.test/group/../evil/name',
  ])('%s is none', (url) => expect(parseRepositoryUrl(url, ['gitlab.acme.test'])).toBeUndefined());

  it('other hosts stay as they are', () => {
    expect(parseRepositoryUrl('https://github.com/a/b/c', ['gitlab.acme.test'])?.name).toBe('b');
  });
});
