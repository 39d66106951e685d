import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StreamingLogReader } from '../../src/index.js';
import { sleep } from '../support/async.js';
import { logName } from '../support/folders.js';
import { call, named } from '../support/reading.js';
import { BUCKET, S3World } from './s3-world.js';

const KEY = logName('large');
const MIB = 1024 * 1024;
const MEMBERS = 300;

let world: S3World;
beforeAll(async () => {
  world = await S3World.start();
});
afterAll(() => world.stop());

/** About 1 MB of records; one of them is a launch. */
function records(): { text: string; count: number } {
  const list = Array.from({ length: 1000 }, (_, at) =>
    JSON.stringify(
      call(at === 500 ? 'RunInstances' : 'DescribeInstances', {
        eventID: randomBytes(16).toString('hex'),
        requestParameters: { noise: randomBytes(30).toString('base64'), filling: 'x'.repeat(780) },
      }),
    ),
  );
  return { text: list.join(','), count: list.length };
}

it('D9: a log of 300 MB of text is read through S3 in bounded memory, also when the connection breaks', async () => {
  const { text, count } = records();
  const packed = gzipSync(`,${text}`);
  const more = Array.from({ length: MEMBERS - 1 }, () => packed);
  const body = Buffer.concat([gzipSync(`{"Records":[${text}`), ...more, gzipSync(']}')]);
  await world.putLarge(KEY, body);
  const object = await world.source().find({ bucket: BUCKET, key: KEY });
  expect(object.sizeBytes).toBeGreaterThan(15 * MIB);

  world.proxy.faults = ({ method, attempt }) =>
    method === 'GET' && attempt === 1
      ? { kind: 'reset', afterBytes: Math.floor(body.length / 2) }
      : undefined;
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  let [peak, launches] = [0, 0];
  const report = await new StreamingLogReader().read(object.open(), named('RunInstances'), async (batch) => {
    launches += batch.length;
    peak = Math.max(peak, used());
    // A reader that has things to do, so that S3 is faster than it.
    await sleep(1);
  });

  expect(report).toMatchObject({ complete: true, records: count * MEMBERS, compressedBytes: body.length });
  expect(report.bytes).toBeGreaterThan(300_000_000 * 0.95);
  expect(launches).toBe(MEMBERS);
  expect(world.proxy.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  expect((peak - before) / MIB).toBeLessThan(100);
});
