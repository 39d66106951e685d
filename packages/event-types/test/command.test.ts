import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const BIN = join(import.meta.dirname, '../bin/event-types.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-event-types-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  return spawnSync(process.execPath, [BIN, ...args], { cwd: import.meta.dirname, encoding: 'utf8' });
}

describe('event-types', () => {
  it('writes to standard output, or into a file', () => {
    const file = join(folder, 'events.ts');
    const [shown, kept] = [[], ['--to', file]].map((more) =>
      run('@aws-sdk/client-sts', 'AssumeRole', 'GetSessionToken', ...more),
    );
    expect(shown).toMatchObject({ status: 0 });
    expect(shown?.stdout).toContain('export type GetSessionTokenEvent = ');
    expect(shown?.stdout).toContain(
      '`npx @fullstop/event-types @aws-sdk/client-sts AssumeRole GetSessionToken`',
    );
    expect(kept).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toBe(shown?.stdout);
  });

  it('says what is wrong, and writes nothing', () => {
    const { status, stderr } = run('@aws-sdk/client-s3', 'PutBucketPolicy', '--to', join(folder, 's3.ts'));
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^The model does not tell.*\n$/),
    });
    expect(readdirSync(folder)).not.toContain('s3.ts');
  });
});
