import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runFullstop } from '@fullstop/tools/process';
import { writeSampleWorld } from '@fullstop/tools/sample-world';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandHost } from './support/command-host.js';
import { logKey, writeBytes } from './support/log-files.js';

const fullstop = new CommandHost();
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-scan-workers-'));
  await writeSampleWorld(join(folder, 'world'), { files: 20, seed: 5 });
  const whole = gzipSync(`{"Records":[${'{"eventName":"RunInstances"},'.repeat(500)}{}]}`);
  writeBytes(folder, logKey('truncated'), whole.subarray(0, whole.length - 20));
  writeBytes(folder, logKey('none'), gzipSync('{"Records":null}'));
});
afterAll(async () => {
  await fullstop.stop();
  rmSync(folder, { recursive: true, force: true });
});

const MOMENTS = /"(created|last_modified|first_tried_at|last_tried_at|next_try_at)": "[^"]+"/g;

async function scanned(...args: string[]) {
  const { code, stdout, stderr } = await runFullstop(['scan', folder, '--output', 'json', ...args]);
  const text = stdout.replace(MOMENTS, '"$1"').replace(/"duration_ms": \d+/, '');
  return { code, text, stderr };
}

describe('fullstop scan with threads', () => {
  it('prints the same, to the order of violations and problems, with 0, 1 and 2 of them', async () => {
    const [alone, one, two] = [
      await scanned('--workers', '0'),
      await scanned('--workers', '1'),
      await scanned('--workers', '2'),
    ];
    expect(alone.text).toMatch(/"instance_id": "i-/);
    expect(alone.stderr.match(/Not readable: /g)).toHaveLength(2);
    expect(alone.code).toBe(2);
    expect(one).toEqual(alone);
    expect(two).toEqual(alone);
  }, 60_000);

  it.each(['-1', 'many', '1.5', '65', ''])('is refused with --workers=%s', async (count) => {
    const { code, stderr } = await fullstop.run(['scan', folder, `--workers=${count}`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Expected a whole number from 0 to 64.')]);
  });
});
