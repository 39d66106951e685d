import { expect, it } from '@jest/globals';
import { queueChaos } from '../src/chaos/queue/queue-run.js';

it('replicas that share a queue in trouble lose nothing, store nothing twice and give up nothing but poison', async () => {
  const report = await queueChaos({
    objects: 30,
    records: 100,
    consumers: 2,
    seed: 7,
    // Enough for starts on a busy machine; otherwise the queue is empty long before.
    troubleSeconds: 40,
    calmSeconds: 25,
    visibilityTimeoutSeconds: 3,
    maxReceiveCount: 8,
    duplicated: 0.1,
    poisoned: 0.01,
    s3Faults: 0.1,
    sqsFaults: 0.02,
    killEveryMs: 400,
    maxKills: 3,
    dropEveryMs: 3000,
  });
  expect(report).toMatchObject({
    objects: 30,
    records: 3000,
    poison: 7,
    lost: [],
    added: [],
    unsettled: [],
    buried: [],
    vanished: [],
    crashes: [],
  });
  expect(report.expected).toBeGreaterThan(10);
  expect(report.duplicates).toBeGreaterThan(0);
  expect(report.kills).toBeGreaterThan(0);
  expect(report.drops).toBeGreaterThan(0);
}, 180_000);
