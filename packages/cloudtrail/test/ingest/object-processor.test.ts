import { aRecord, FixedClock, RecordingLogger } from '@fullstop/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ObjectProcessor } from '../../src/ingest/object-processor.js';
import { StreamingLogReader } from '../../src/reader/streaming-log-reader.js';
import { EveryLaunch, FailingStore, hostOf, launch, logObject, NeedsFact } from './support.js';

const clock = new FixedClock();
let store: FailingStore;
let logger: RecordingLogger;

beforeEach(async () => {
  store = new FailingStore(clock);
  logger = new RecordingLogger();
});

async function processor(maxUncommittedFindings?: number) {
  const host = hostOf(clock, EveryLaunch, NeedsFact);
  await store.registerViolationTypes(host.violationTypes);
  return new ObjectProcessor({
    reader: new StreamingLogReader(),
    host,
    store,
    clock,
    logger,
    maxUncommittedFindings,
  });
}

describe('A log object', () => {
  it('is stored with all that was found and its ledger row, in one transaction', async () => {
    const report = await (await processor()).process(
      logObject([launch(1), aRecord('s3.amazonaws.com:GetObject'), launch(2)]),
    );
    expect(report).toMatchObject({
      status: 'processed',
      dispatched: 2,
      checks: 4,
      storedViolations: 2,
      duplicateViolations: 0,
      pendingChecks: 2,
      failedChecks: 0,
      malformedRecords: 0,
    });
    expect(store.units).toEqual([2]);
    expect(store.processedObjects).toEqual([
      {
        bucket: 'b',
        key: 'a',
        etag: '1',
        processedAt: clock.now(),
        records: 3,
        malformedRecords: 0,
        dispatched: 2,
      },
    ]);
    expect(store.checks.map(({ pluginId, state }) => [pluginId, state])).toEqual([
      ['needs-fact', 'pending'],
      ['needs-fact', 'pending'],
    ]);
  });

  it('X10: of 10 000 records that nobody wants is counted, and no plugin sees any of it', async () => {
    const records = Array.from({ length: 10_000 }, (_, n) =>
      aRecord('ec2.amazonaws.com:DescribeInstances', { n }),
    );
    const report = await (await processor()).process(logObject(records));
    expect(report).toMatchObject({ status: 'processed', dispatched: 0, checks: 0, malformedRecords: 0 });
    expect(report.read?.records).toBe(10_000);
  });

  it('Q2: that the ledger has is not opened again', async () => {
    const object = logObject([launch(1)]);
    await (await processor()).process(object);
    const never = { ...object, open: () => Promise.reject(new Error('opened')) as never };
    expect(await (await processor()).process(never)).toMatchObject({
      status: 'already-processed',
      checks: 0,
    });
  });

  it('Q3: with an event that another object had stores no second violation', async () => {
    await (await processor()).process(logObject([launch(1)], 'a'));
    const report = await (await processor()).process(logObject([launch(1), launch(2)], 'b'));
    expect(report).toMatchObject({ storedViolations: 1, duplicateViolations: 1 });
    expect(store.violations).toHaveLength(2);
  });

  it('with many findings is stored in several transactions, the ledger row with the last one', async () => {
    const records = Array.from({ length: 300 }, (_, n) => launch(n));
    store.failures = 0;
    const working = await processor(100);
    expect(await working.process(logObject(records))).toMatchObject({ storedViolations: 300 });
    expect(store.units.length).toBeGreaterThan(2);
    expect(store.processedObjects).toHaveLength(1);
  });

  it('Q6: whose last transaction failed is read again, and nothing is there twice', async () => {
    const records = Array.from({ length: 300 }, (_, n) => launch(n));
    const working = await processor(100);
    const commit = store.commit.bind(store);
    let commits = 0;
    store.commit = async (unit) => {
      commits += 1;
      if (unit.processedObject && commits < 6) throw new Error('the database is gone');
      return commit(unit);
    };
    await expect(working.process(logObject(records))).rejects.toThrow('the database is gone');
    expect(store.processedObjects).toEqual([]);
    expect(store.violations.length).toBeGreaterThan(100);
    commits = 10;
    await working.process(logObject(records));
    expect(store.violations).toHaveLength(300);
    expect(new Set(store.violations.map(({ eventId }) => eventId)).size).toBe(300);
    expect(store.processedObjects).toHaveLength(1);
  });

  it('D6: that is cut short is stored as far as it goes, and does not count as read', async () => {
    const records = Array.from({ length: 3000 }, (_, n) => launch(n));
    const report = await (await processor()).process(logObject(records, 'a', 500));
    expect(report.status).toBe('incomplete');
    expect(report.storedViolations).toBeGreaterThan(0);
    expect(store.processedObjects).toEqual([]);
  });

  it('D12: with records that cannot be interpreted counts them and names each once', async () => {
    const bad = { ...launch(1), eventTime: 'yesterday' };
    const report = await (await processor()).process(logObject([bad, 'text', launch(2)]));
    expect(report).toMatchObject({ malformedRecords: 2, storedViolations: 1 });
    expect(logger.lines.map(({ fields }) => fields.record_index).sort()).toEqual([0, 1]);
  });

  it('D14: gives its account and region to events that name none', async () => {
    const { recipientAccountId, awsRegion, userIdentity, ...rest } = launch(1);
    expect([recipientAccountId, awsRegion, userIdentity]).not.toContain(undefined);
    await (await processor()).process(logObject([rest]));
    expect(store.violations).toEqual([
      expect.objectContaining({ accountId: '999988887777', region: 'us-east-1' }),
    ]);
  });
});
