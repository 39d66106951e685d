import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LogObject, StreamingLogReader } from '../../src/index.js';
import { collected, sleep } from '../support/async.js';
import { logName } from '../support/folders.js';
import { call, everything, logOf } from '../support/reading.js';

/** A place where log objects are stored and found. */
export interface LogObjectWorld {
  /** Whether {@link find} takes a signal. */
  readonly abortable: boolean;
  put(key: string, body: Uint8Array): Promise<void>;
  find(key: string, signal?: AbortSignal): Promise<LogObject>;
  remove(key: string): Promise<void>;
  /** Files or answers that are open. */
  openHandles(): Promise<number>;
  /** Everything stored is gone. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const KEY = `AWSLogs/123456789012/CloudTrail/eu-west-1/2026/01/01/${logName('x')}`;
/** More than the buffers between a server and its client hold. */
const LARGE_BYTES = 8 * 1024 * 1024;

/** What every source of log objects keeps. */
export function describeLogObjectContract(name: string, start: () => Promise<LogObjectWorld>): void {
  describe(`A log object ${name}`, () => {
    let world: LogObjectWorld;
    beforeAll(async () => {
      world = await start();
    });
    afterEach(() => world.reset());
    afterAll(() => world.stop());

    async function stored(body: Uint8Array, signal?: AbortSignal): Promise<LogObject> {
      await world.put(KEY, body);
      return world.find(KEY, signal);
    }

    it.each([0, 1, 65_536, 1_000_003])('gives the %d bytes that were stored', async (length) => {
      const body = randomBytes(length);
      const object = await stored(body);
      expect(object).toMatchObject({
        sizeBytes: length,
        id: { key: KEY, etag: expect.stringMatching(/^[^"]+$/) },
      });
      expect(object).toMatchObject({ keyAccountId: '123456789012', keyRegion: 'eu-west-1' });
      expect(body.equals(Buffer.concat(await collected(object.open())))).toBe(true);
    });

    it('gives the same bytes when it is opened again, also at the same time', async () => {
      const body = randomBytes(300_000);
      const object = await stored(body);
      const bodies = [await collected(object.open())];
      bodies.push(...(await Promise.all([collected(object.open()), collected(object.open())])));
      expect(bodies.map((pieces) => body.equals(Buffer.concat(pieces)))).toEqual([true, true, true]);
    });

    it('has the same id when it is found again, and another when it is overwritten', async () => {
      const { id } = await stored(Buffer.from('one'));
      expect((await world.find(KEY)).id).toEqual(id);
      expect((await stored(Buffer.from('another'))).id).not.toEqual(id);
    });

    it('is released when its reader leaves early', async () => {
      const object = await stored(randomBytes(LARGE_BYTES));
      const before = await world.openHandles();
      for await (const piece of object.open()) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      await untilAtMost(before);
    });

    it('is released when what its records are handed to throws', async () => {
      const record = call('RunInstances', { filling: 'x'.repeat(1000) });
      const object = await stored(Buffer.from(logOf(...Array.from({ length: 8000 }, () => record))));
      const before = await world.openHandles();
      const reading = new StreamingLogReader().read(object.open(), everything, async () => {
        throw new Error('no thanks');
      });
      await expect(reading).rejects.toThrow('no thanks');
      await untilAtMost(before);
    });

    it('that is gone throws when the first piece is asked for, and not before', async () => {
      const object = await stored(randomBytes(10));
      await world.remove(KEY);
      const body = object.open();
      await expect(collected(body)).rejects.toMatchObject({ code: expect.any(String) });
    });

    it('stops when its signal is given, with the reason of it', async () => {
      if (!world.abortable) return;
      const abort = new AbortController();
      const object = await stored(randomBytes(LARGE_BYTES), abort.signal);
      const before = await world.openHandles();
      const reason = new Error('shut down');
      const reading = (async () => {
        for await (const _piece of object.open()) abort.abort(reason);
      })();
      await expect(reading).rejects.toBe(reason);
      await expect(collected(object.open())).rejects.toBe(reason);
      await untilAtMost(before);
    });

    async function untilAtMost(count: number): Promise<void> {
      for (let tries = 0; tries < 100 && (await world.openHandles()) > count; tries++) await sleep(20);
      expect(await world.openHandles()).toBeLessThanOrEqual(count);
    }
  });
}
