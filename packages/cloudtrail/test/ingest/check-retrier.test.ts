import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckRetrier } from '../../src/ingest/check-retrier.js';
import { ObjectProcessor } from '../../src/ingest/object-processor.js';
import { StreamingLogReader } from '../../src/reader/streaming-log-reader.js';
import { EveryLaunch, FailingStore, fact, hostOf, launch, logObject, NeedsFact } from './support.js';

let clock: FixedClock;
let store: FailingStore;
let retrier: CheckRetrier;

beforeEach(async () => {
  clock = new FixedClock();
  store = new FailingStore(clock);
  const host = hostOf(clock, NeedsFact);
  await store.registerViolationTypes(host.violationTypes);
  await new ObjectProcessor({ reader: new StreamingLogReader(), host, store, clock }).process(
    logObject([launch(1)]),
  );
  retrier = new CheckRetrier({ host, store, clock });
});
afterEach(() => {
  fact.available = false;
});

describe('A pending check', () => {
  it('is left alone until it is due', async () => {
    clock.advance(9);
    expect(await retrier.retryDue()).toEqual({ decided: 0, undecided: 0, waiting: 0 });
  });

  it('X8: is tried again with growing delays until it is decided, and its violation is stored once', async () => {
    clock.advance(10);
    expect(await retrier.retryDue()).toMatchObject({ undecided: 1 });
    expect(store.checks).toMatchObject([{ attempts: 2, state: 'pending' }]);
    clock.advance(10);
    expect(await retrier.retryDue()).toMatchObject({ undecided: 0 });
    fact.available = true;
    clock.advance(10);
    expect(await retrier.retryDue()).toMatchObject({ decided: 1 });
    expect(store.checks).toEqual([]);
    expect(store.violations).toMatchObject([{ instanceId: 'by-fact', eventId: launch(1).eventID }]);
  });

  it('is a failed one after the last try, and is not tried any more', async () => {
    for (let round = 0; round < 3; round += 1) {
      clock.advance(1000);
      await retrier.retryDue();
    }
    expect(store.checks).toMatchObject([{ state: 'failed', attempts: 3, nextTryAt: null }]);
    fact.available = true;
    clock.advance(100_000);
    expect(await retrier.retryDue()).toEqual({ decided: 0, undecided: 0, waiting: 0 });
  });

  it('whose decision could not be stored is tried again after the lease', async () => {
    fact.available = true;
    clock.advance(10);
    store.failures = 1;
    await expect(retrier.retryDue()).rejects.toThrow('the database is gone');
    expect(await retrier.retryDue()).toMatchObject({ decided: 0 });
    clock.advance(301);
    expect(await retrier.retryDue()).toMatchObject({ decided: 1 });
    expect(store.violations).toHaveLength(1);
  });

  it('of a plugin that is not active here keeps waiting', async () => {
    clock.advance(10);
    const elsewhere = new CheckRetrier({ host: hostOf(clock, EveryLaunch), store, clock });
    expect(await elsewhere.retryDue()).toEqual({ decided: 0, undecided: 0, waiting: 1 });
    expect(store.checks).toMatchObject([{ state: 'pending', attempts: 1 }]);
  });
});
