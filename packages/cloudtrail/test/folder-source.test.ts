import { execFile } from 'node:child_process';
import { mkdir, rm, stat, symlink, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type FolderEntry, type FolderOptions, listLogObjects, StreamingLogReader } from '../src/index.js';
import { collected } from './support/async.js';
import { emptyFolder, file, logName, removeFolders } from './support/folders.js';
import { call, everything, packed } from './support/reading.js';

afterEach(removeFolders);

async function listed(paths: readonly string[], options?: FolderOptions): Promise<FolderEntry[]> {
  return collected(listLogObjects(paths, options));
}

const keysOf = (entries: readonly FolderEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'log' ? [entry.object.id.key] : []));

describe('a folder', () => {
  it('lists its logs, packed or not, in the order of their names', async () => {
    const folder = await emptyFolder();
    for (const name of ['b/2', 'a/z', 'a/b/1', 'a-c/3']) await file(folder, join(name, logName('x')));
    await file(folder, logName('plain', '.json'));
    expect(keysOf(await listed([folder]))).toEqual([
      logName('plain', '.json'),
      `a/b/1/${logName('x')}`,
      `a/z/${logName('x')}`,
      `a-c/3/${logName('x')}`,
      `b/2/${logName('x')}`,
    ]);
  });

  it('names every file that is no log, with its class', async () => {
    const folder = await emptyFolder();
    const trail = '123456789012_CloudTrail';
    await file(folder, `1/${trail}-Digest_eu-west-1_x.json.gz`);
    await file(folder, `2/${trail}-Insight_eu-west-1_x.json.gz`);
    await file(folder, `3/${trail}-New_eu-west-1_x.json.gz`);
    await file(folder, '4/.DS_Store');
    const entries = await listed([folder]);
    const skipped = entries.map(
      (entry) => entry.kind === 'skipped' && [relative(folder, entry.path), entry.class],
    );
    expect(skipped).toEqual([
      [`1/${trail}-Digest_eu-west-1_x.json.gz`, 'digest'],
      [`2/${trail}-Insight_eu-west-1_x.json.gz`, 'insight'],
      [`3/${trail}-New_eu-west-1_x.json.gz`, 'other-trail'],
      ['4/.DS_Store', 'foreign'],
    ]);
  });

  it('can have other names for logs', async () => {
    const folder = await emptyFolder();
    await file(folder, 'copy.txt');
    await file(folder, logName('x'));
    expect(keysOf(await listed([folder], { logName: /\.txt$/ }))).toEqual(['copy.txt']);
  });

  it('is filtered by the names of its files', async () => {
    const folder = await emptyFolder();
    const other = logName('x').replace('eu-west-1', 'us-east-1');
    for (const name of [logName('x'), other, 'notes.txt']) await file(folder, name);
    const entries = await listed([folder], { filter: { regions: { exclude: ['us-east-1'] } } });
    expect(keysOf(entries)).toEqual([logName('x')]);
    expect(entries).toHaveLength(2);
    expect(keysOf(await listed([join(folder, other)], { filter: { regions: [] } }))).toEqual([other]);
  });

  it('that is empty lists nothing', async () => {
    expect(await listed([await emptyFolder()])).toEqual([]);
  });

  it('does not open a pipe that is named like a log', async () => {
    const folder = await emptyFolder();
    await promisify(execFile)('mkfifo', [join(folder, logName('pipe'))]);
    expect(await listed([folder])).toMatchObject([{ kind: 'skipped', class: 'foreign' }]);
  });
});

describe('a log file', () => {
  it('is identified by its folder, its path, its size and its time', async () => {
    const folder = await emptyFolder();
    const name = `AWSLogs/${logName('x')}`;
    const path = await file(folder, name, 'twelve bytes');
    await utimes(path, 1_700_000_000, 1_700_000_000);
    const [entry] = await listed([folder]);
    expect(entry).toEqual({
      kind: 'log',
      object: {
        id: { bucket: `file://${folder}`, key: name, etag: '12-1700000000000' },
        sizeBytes: 12,
        keyAccountId: '123456789012',
        keyRegion: 'eu-west-1',
        open: expect.any(Function),
      },
    });
  });

  it('has the same folder for a relative path', async () => {
    const folder = await emptyFolder();
    await file(folder, logName('x'));
    const [entry] = await listed([relative(process.cwd(), folder)]);
    expect(entry).toMatchObject({ object: { id: { bucket: `file://${folder}` } } });
  });

  it('can be read, more than once', async () => {
    const folder = await emptyFolder();
    await file(folder, logName('x'), packed(call('Run'), call('Stop')));
    for await (const entry of listLogObjects([folder])) {
      if (entry.kind !== 'log') throw new Error(`${entry.path} should be a log`);
      for (const _time of [1, 2]) {
        const report = await new StreamingLogReader().read(entry.object.open(), everything, async () => {});
        expect(report).toMatchObject({ records: 2, complete: true, compressedBytes: entry.object.sizeBytes });
      }
    }
    expect.assertions(2);
  });

  it('that is gone when it is opened throws the error of the file system', async () => {
    const folder = await emptyFolder();
    await file(folder, logName('x'));
    const [entry] = await listed([folder]);
    await rm(join(folder, logName('x')));
    if (entry?.kind !== 'log') throw new Error('one log expected');
    await expect(collected(entry.object.open())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is a log whatever its name, when it is given by name', async () => {
    const folder = await emptyFolder();
    const path = await file(folder, 'some/notes.txt');
    expect(await listed([path])).toMatchObject([
      { kind: 'log', object: { id: { bucket: `file://${join(folder, 'some')}`, key: 'notes.txt' } } },
    ]);
  });
});

describe('a path that cannot be read', () => {
  it('is named, and the others are listed', async () => {
    const folder = await emptyFolder();
    const path = await file(folder, logName('x'));
    const entries = await listed([join(folder, 'missing'), join(path, 'below-a-file'), folder]);
    expect(entries).toMatchObject([
      { kind: 'unreadable', path: join(folder, 'missing'), error: { code: 'LOG_PATH_UNREADABLE' } },
      { kind: 'unreadable', path: join(path, 'below-a-file') },
      { kind: 'log' },
    ]);
    const [missing] = entries;
    expect(missing?.kind === 'unreadable' && missing.error.message).toMatch(
      /missing cannot be read: .*ENOENT.*Check/,
    );
  });

  it('may be a link that leads nowhere, between two logs', async () => {
    const folder = await emptyFolder();
    await file(folder, logName('a'));
    await symlink(join(folder, 'nowhere'), join(folder, logName('b')));
    await file(folder, logName('c'));
    expect((await listed([folder])).map(({ kind }) => kind)).toEqual(['log', 'unreadable', 'log']);
  });
});

describe('a link', () => {
  it('to a file is followed', async () => {
    const [folder, elsewhere] = [await emptyFolder(), await emptyFolder()];
    const target = await file(elsewhere, 'stored-elsewhere', '12345');
    await symlink(target, join(folder, logName('x')));
    const [entry] = await listed([folder]);
    expect(entry).toMatchObject({ kind: 'log', object: { id: { key: logName('x') }, sizeBytes: 5 } });
  });

  it('to a folder is followed, after the real ones', async () => {
    const [folder, elsewhere] = [await emptyFolder(), await emptyFolder()];
    await file(elsewhere, logName('linked'));
    await symlink(elsewhere, join(folder, 'a-link'));
    await file(folder, join('b', logName('real')));
    expect(keysOf(await listed([folder]))).toEqual([`b/${logName('real')}`, `a-link/${logName('linked')}`]);
  });

  it('that leads in a circle comes to an end, and no log is listed twice', async () => {
    const folder = await emptyFolder();
    await file(folder, join('b', logName('x')));
    await symlink(folder, join(folder, 'a-circle'));
    await mkdir(join(folder, 'c'));
    await symlink(join(folder, 'b'), join(folder, 'c', 'back'));
    await symlink(join(folder, 'c'), join(folder, 'b', 'forth'));
    expect(keysOf(await listed([folder]))).toEqual([`b/${logName('x')}`]);
  });

  it('as the folder itself keeps its own name', async () => {
    const [folder, elsewhere] = [await emptyFolder(), await emptyFolder()];
    await file(elsewhere, logName('x'));
    const link = join(folder, 'logs');
    await symlink(elsewhere, link);
    expect((await stat(link)).isDirectory()).toBe(true);
    expect(await listed([link])).toMatchObject([
      { object: { id: { bucket: `file://${link}`, key: logName('x') } } },
    ]);
  });
});
