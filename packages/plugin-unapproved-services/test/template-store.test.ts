import { FactUnavailableError } from '@fullstop/core';
import { FixedClock, InMemoryBucket, RecordingLogger } from '@fullstop/testing';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { templateKeysByRole } from '../src/templates/template-keys.js';
import { TemplateStore } from '../src/templates/template-store.js';

let bucket: InMemoryBucket;
let clock: FixedClock;
let logger: RecordingLogger;
let store: TemplateStore;
beforeEach(() => {
  bucket = new InMemoryBucket();
  clock = new FixedClock();
  logger = new RecordingLogger();
  store = new TemplateStore({ bucket, prefix: 'folder/', ttlSeconds: 60, clock, logger });
  bucket.objects.set('folder/R.json', '{"a":1}');
});

async function find(roleName: string) {
  const keys = await store.keysOf(roleName);
  return keys && store.read(keys);
}

describe('the names of templates', () => {
  it('UN-11, UN-13: are those of the files directly in the folder', () => {
    const keys = ['folder/', 'folder/.json', 'folder/R.json', 'folder/S.json', 'folder/sub/T.json', 'U.json'];
    const found = [...templateKeysByRole([...keys, 'folder/readme.txt'], 'folder/').values()];
    expect(found).toEqual([
      { roleName: 'R', policyKey: 'folder/R.json' },
      { roleName: 'S', policyKey: 'folder/S.json' },
    ]);
  });

  it('IMP-UN-2: those ending in .trust are not names of roles', () => {
    const found = templateKeysByRole(['R.json', 'R.trust.json', 'S.trust.json'], '');
    expect([...found.values()]).toEqual([{ roleName: 'R', policyKey: 'R.json', trustKey: 'R.trust.json' }]);
  });

  it('may have extensions before the last one', () => {
    expect([...templateKeysByRole(['a.b.json'], '').keys()]).toEqual(['a.b']);
  });
});

describe('the templates', () => {
  it('UN-11, UN-12: are listed and read once within their time', async () => {
    const list = jest.spyOn(bucket, 'keys');
    const read = jest.spyOn(bucket, 'read');
    await Promise.all([find('R'), find('R')]);
    clock.advance(59);
    expect(await find('R')).toEqual({ roleName: 'R', policy: { a: 1 }, trustPolicy: undefined });
    expect([list.mock.calls.length, read.mock.calls.length]).toEqual([1, 1]);
    clock.advance(1);
    await find('R');
    expect([list.mock.calls.length, read.mock.calls.length]).toEqual([2, 2]);
  });

  it('are found whatever the case of the role, whose name is that of the template', async () => {
    expect(await find('r')).toMatchObject({ roleName: 'R' });
  });

  it('notice changes after their time', async () => {
    await find('R');
    bucket.objects.set('folder/R.json', '{"a":2}');
    bucket.objects.set('folder/S.json', '{}');
    expect(await find('S')).toBeUndefined();
    clock.advance(60);
    expect(await find('R')).toMatchObject({ policy: { a: 2 } });
    expect(await find('S')).toMatchObject({ policy: {} });
  });

  it('IMP-UN-10: stay the last good ones while the bucket cannot be reached', async () => {
    await find('R');
    bucket.failure = new FactUnavailableError('list', 'access denied');
    clock.advance(60);
    expect(await find('R')).toMatchObject({ policy: { a: 1 } });
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
  });

  it('are unknown when the bucket could never be reached, and are asked for again', async () => {
    bucket.failure = new FactUnavailableError('list', 'access denied');
    await expect(find('R')).rejects.toThrow(FactUnavailableError);
    bucket.failure = undefined;
    expect(await find('R')).toBeDefined();
  });

  it('are none when taken away after they were listed', async () => {
    await find('S');
    bucket.objects.delete('folder/R.json');
    expect(await find('R')).toBeUndefined();
  });

  it('UN-20: are logged as errors when they are no JSON', async () => {
    bucket.objects.set('folder/R.json', 'no JSON');
    expect(await find('R')).toEqual({ roleName: 'R', policy: undefined, trustPolicy: undefined });
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});
