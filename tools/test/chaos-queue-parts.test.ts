import { gzipSync } from 'node:zlib';
import { classifyObject } from '@fullstop/cloudtrail';
import { parseNotification } from '@fullstop/cloudtrail/queue';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { announcementsOf } from '../src/chaos/queue/announcements.js';
import { queueFaults } from '../src/chaos/queue/dead-letters.js';
import type { StoredLog } from '../src/chaos/queue/notifications.js';
import { nowAndThen } from '../src/chaos/queue/now-and-then.js';
import { type NewObject, POISON, poisonBodies } from '../src/chaos/queue/poison.js';
import { optionsOf, run } from '../src/chaos/queue.js';
import { Random } from '../src/sample-world/random.js';
import { difference } from '../src/support/stored-findings.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const logs: StoredLog[] = Array.from({ length: 200 }, (_, n) => ({
  bucket: 'trail-logs',
  key: `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/02/111122223333_CloudTrail_eu-west-1_20260302T0000Z_${n}.json.gz`,
  etag: `${n}`,
  sizeBytes: n,
}));

function keysIn(body: string): string[] {
  const notification = parseNotification(body);
  return notification.kind === 'objects' ? notification.objects.map(({ key }) => key) : [];
}

describe('The messages of the queue run', () => {
  const shares = { duplicated: 0.1, several: 0.2 };

  it('announce each object once, in forms that the service understands', () => {
    const { bodies } = announcementsOf(logs, shares, new Random(1));
    expect(bodies.flatMap(keysIn).sort()).toEqual(logs.map(({ key }) => key).sort());
    expect(bodies.length).toBeLessThan(200);
  });

  it('come twice to the share that is wanted', () => {
    const { bodies, duplicates } = announcementsOf(logs, shares, new Random(1));
    expect(duplicates).toHaveLength(Math.ceil(bodies.length / 10));
    expect(bodies).toEqual(expect.arrayContaining([...duplicates]));
  });

  it('are the same for the same seed', () => {
    const all = () => announcementsOf(logs, shares, new Random(5));
    expect(all()).toEqual(all());
  });
});

describe('Poison', () => {
  async function brewed(count: number) {
    const stored: NewObject[] = [];
    const left = [...logs];
    const bodies = await poisonBodies(count, {
      random: new Random(1),
      bucket: 'trail-logs',
      anyLog: gzipSync('{"Records":[]}'),
      takeLog: () => left.pop()!,
      put: async (object) => {
        stored.push(object);
        return { bucket: 'trail-logs', key: object.key, etag: 'e', sizeBytes: object.body.length };
      },
    });
    return { bodies, stored, taken: logs.filter((log) => !left.includes(log)) };
  }

  it('comes in each kind in turn, no body twice', async () => {
    const { bodies, stored } = await brewed(Object.keys(POISON).length * 2);
    expect(new Set(bodies).size).toBe(14);
    const kinds = bodies.map((body) => parseNotification(body).kind);
    expect(kinds.filter((kind) => kind === 'unreadable')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'objects')).toHaveLength(10);
    expect(stored).toHaveLength(6);
  });

  it('names no object that the service would skip', async () => {
    const { bodies } = await brewed(14);
    const classes = bodies.flatMap(keysIn).map((key) => classifyObject(key).class);
    expect(new Set(classes)).toEqual(new Set(['log']));
  });

  it('takes a good log along where one belongs to the message', async () => {
    const { bodies, taken } = await brewed(7);
    expect(taken).toHaveLength(1);
    expect(bodies.flatMap(keysIn)).toContain(taken[0]!.key);
  });
});

describe('What the queues hold at the end', () => {
  it('is in order when nothing is left and all poison is dead, once or twice', () => {
    expect(queueFaults({ poison: ['p', 'q'], left: [], dead: ['q', 'p', 'p'] })).toEqual({
      unsettled: [],
      buried: [],
      vanished: [],
    });
  });

  it('tells what was left, what was wrongly given up, and what vanished', () => {
    const end = { poison: ['p', 'q', 'r'], left: ['a', 'r'], dead: ['b', 'p', 'b'] };
    expect(queueFaults(end)).toEqual({ unsettled: ['a', 'r'], buried: ['b'], vanished: ['q'] });
  });
});

it('findings are compared with how often they are there', () => {
  expect(difference(['a', 'a', 'b'], ['a', 'b', 'b', 'c'])).toEqual({ lost: ['a'], added: ['b', 'c'] });
});

describe('The command line of the queue run', () => {
  it('has the size that the project promises by default', () => {
    const options = optionsOf([])!;
    expect(options.objects).toBeGreaterThanOrEqual(500);
    expect(options.objects * options.records).toBeGreaterThanOrEqual(200_000);
    expect(options).toMatchObject({ consumers: 3, troubleSeconds: 180, duplicated: 0.1, poisoned: 0.01 });
  });

  it('takes other sizes', () => {
    expect(
      optionsOf(['--objects', '5', '--records', '6', '--consumers', '2', '--minutes', '0.5']),
    ).toMatchObject({ objects: 5, records: 6, consumers: 2, troubleSeconds: 30 });
  });

  it.each([['--objects=many'], ['--records=0'], ['--minutes=-1'], ['--consumers=1.5'], ['--help']])(
    'says how it is used when called with %s',
    async (argument) => {
      const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
      expect(await run([argument])).toBe(2);
      expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run chaos -- queue');
    },
  );
});

it('what happens now and then ends when it is told to', async () => {
  const over = new AbortController();
  let times = 0;
  await nowAndThen(
    1,
    () => {
      times += 1;
      if (times === 3) over.abort();
    },
    over.signal,
  );
  expect(times).toBe(3);
});
