import {
  type CheckKey,
  defineViolationType,
  type FindingsStore,
  fingerprintOf,
  type InstanceHistory,
  type LifecycleEntry,
  type PendingChecks,
  type ProcessedObject,
  type StoredViolation,
  type UnfinishedCheck,
  type Violation,
} from '@fullstop/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** A store under test, empty, and what the suite needs to look into it. */
export interface FindingsStoreHarness {
  readonly store: FindingsStore & PendingChecks & InstanceHistory;
  readonly inspect: {
    /** All violations, by ascending id. */
    violations(): Promise<StoredViolation[]>;
    /** All unfinished checks, in the order in which they were first stored. */
    checks(): Promise<UnfinishedCheck[]>;
  };
  /** Resolves a violation, as a person does. Without it, the cases about recurrence are left out. */
  resolve?(id: number, comment: string): Promise<void>;
  close(): Promise<void>;
}

const WRONG_STATE = defineViolationType({
  id: 'CONTRACT_WRONG_STATE',
  title: 'Wrong state',
  helpText: 'Made up for the contract of findings stores.',
  severity: 1,
  priority: 2,
});
const OTHER_STATE = defineViolationType({ ...WRONG_STATE, id: 'CONTRACT_OTHER_STATE' });
const UNKNOWN_TYPE = 'CONTRACT_TYPE_THAT_NOBODY_REGISTERED';

function at(minute: number): Date {
  return new Date(Date.UTC(2026, 2, 1, 12, minute, 0, 123));
}

function aViolation(given: Partial<Violation> & { fingerprintKey?: string } = {}): Violation {
  const { fingerprintKey, ...members } = given;
  const violation = {
    accountId: '123456789012',
    region: 'eu-west-1',
    eventId: 'event-1',
    type: WRONG_STATE.id,
    instanceId: 'i-1' as string | null,
    eventTime: at(0),
    username: 'arn:aws:iam::123456789012:user/somebody',
    pluginClass: '@fullstop/testing#ContractPlugin',
    metaInfo: { instance_id: 'i-1', nested: { list: [1, 2.5, null, true, 'text'] } },
    applicationId: null,
    applicationVersion: null,
    ...members,
  };
  return { fingerprint: fingerprintOf(violation, fingerprintKey), ...violation };
}

function aCheck(given: Partial<UnfinishedCheck> = {}): UnfinishedCheck {
  return {
    accountId: '123456789012',
    region: 'eu-west-1',
    eventId: 'event-1',
    pluginId: 'contract',
    state: 'pending',
    errorCode: 'FACT_UNAVAILABLE',
    errorMessage: 'user data of i-1 could not be had: throttled.',
    attempts: 1,
    nextTryAt: at(1),
    firstTriedAt: at(0),
    lastTriedAt: at(0),
    record: { eventID: 'event-1', requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } } },
    origin: { bucket: 'logs', key: 'AWSLogs/1.json.gz', recordIndex: 7, messageId: 'message-1' },
    ...given,
  };
}

function keyOf({ accountId, region, eventId, pluginId }: CheckKey): CheckKey {
  return { accountId, region, eventId, pluginId };
}

const anObject: ProcessedObject = {
  bucket: 'logs',
  key: 'AWSLogs/1.json.gz',
  etag: 'etag-1',
  processedAt: at(5),
  records: 100,
  malformedRecords: 1,
  dispatched: 12,
};

/**
 * What every findings store must do, in memory or in a database.
 * @param makeStore - makes an empty store; it is closed after each case.
 */
export function describeFindingsStoreContract(
  name: string,
  makeStore: () => Promise<FindingsStoreHarness>,
): void {
  describe(`${name} keeps the contract of findings stores`, () => {
    let harness: FindingsStoreHarness;

    beforeEach(async () => {
      harness = await makeStore();
      await harness.store.registerViolationTypes([WRONG_STATE, OTHER_STATE]);
    });
    afterEach(() => harness.close());

    describeUnits(() => harness);
    describeIdentity(() => harness);
    describeFingerprint(() => harness);
    describeRecurrence(() => harness);
    describeTypes(() => harness);
    describeChecks(() => harness);
    describeClaims(() => harness);
    describeLifecycle(() => harness);
  });
}

function describeUnits(harness: () => FindingsStoreHarness): void {
  it('keeps everything of a violation', async () => {
    const { store, inspect } = harness();
    const violation = aViolation({ applicationId: 'shop', applicationVersion: '1.0' });
    const report = await store.commit({ violations: [violation] });

    expect(report).toEqual({ storedViolations: 1, duplicateViolations: 0 });
    const [stored] = await inspect.violations();
    expect(stored).toMatchObject(violation);
    expect(stored).toMatchObject({ version: 0, comment: null, ruleId: null, recurrenceOf: null });
    expect(stored).toMatchObject({ occurrences: 1, firstSeen: at(0), lastSeen: at(0) });
    expect(stored?.createdBy).toBe('FULLSTOP');
    expect(stored?.lastModified).toEqual(stored?.created);
  });

  it('takes an empty unit', async () => {
    expect(await harness().store.commit({})).toEqual({ storedViolations: 0, duplicateViolations: 0 });
  });

  it('stores violations, checks and the row of the ledger together', async () => {
    const { store, inspect } = harness();
    expect(await store.isProcessed(anObject)).toBe(false);
    await store.commit({
      violations: [aViolation()],
      unfinishedChecks: [aCheck()],
      processedObject: anObject,
    });

    expect(await store.isProcessed(anObject)).toBe(true);
    expect(await inspect.violations()).toHaveLength(1);
    expect(await inspect.checks()).toEqual([aCheck()]);
  });

  it('leaves nothing of a unit that it rejects', async () => {
    const { store, inspect } = harness();
    await store.commit({ unfinishedChecks: [aCheck({ eventId: 'event-0' })] });
    const rejected = store.commit({
      violations: [aViolation(), aViolation({ type: UNKNOWN_TYPE })],
      unfinishedChecks: [aCheck()],
      decidedChecks: [keyOf(aCheck({ eventId: 'event-0' }))],
      processedObject: anObject,
    });

    await expect(rejected).rejects.toThrow(UNKNOWN_TYPE);
    expect(await inspect.violations()).toEqual([]);
    expect(await inspect.checks()).toEqual([aCheck({ eventId: 'event-0' })]);
    expect(await store.isProcessed(anObject)).toBe(false);
  });

  it('tells versions of an object apart by bucket, key and etag, and takes one twice', async () => {
    const { store } = harness();
    await store.commit({ processedObject: anObject });
    await store.commit({ processedObject: { ...anObject, processedAt: at(9) } });

    expect(await store.isProcessed(anObject)).toBe(true);
    expect(await store.isProcessed({ ...anObject, bucket: 'other' })).toBe(false);
    expect(await store.isProcessed({ ...anObject, key: 'other' })).toBe(false);
    expect(await store.isProcessed({ ...anObject, etag: 'other' })).toBe(false);
  });
}

function describeIdentity(harness: () => FindingsStoreHarness): void {
  it('8.3-2 counts a violation that comes again as a duplicate and changes nothing', async () => {
    const { store, inspect } = harness();
    await store.commit({ violations: [aViolation()] });
    const before = await inspect.violations();
    const again = aViolation({ username: 'somebody else', metaInfo: 'other', applicationId: 'other' });

    expect(await store.commit({ violations: [again] })).toEqual({
      storedViolations: 0,
      duplicateViolations: 1,
    });
    expect(await inspect.violations()).toEqual(before);
  });

  it('8.3-2 stores one of 50 equal violations that come at once', async () => {
    const { store, inspect } = harness();
    const commits = Array.from({ length: 50 }, () => store.commit({ violations: [aViolation()] }));
    const reports = await Promise.all(commits);

    expect(reports.filter((report) => report.storedViolations === 1)).toHaveLength(1);
    expect(reports.filter((report) => report.duplicateViolations === 1)).toHaveLength(49);
    expect(await inspect.violations()).toHaveLength(1);
  });

  it('takes the first of two violations of one identity in a unit', async () => {
    const { store, inspect } = harness();
    const unit = [aViolation({ metaInfo: 'first' }), aViolation({ metaInfo: 'second' })];

    expect(await store.commit({ violations: unit })).toEqual({ storedViolations: 1, duplicateViolations: 1 });
    expect(await inspect.violations()).toMatchObject([{ metaInfo: 'first', occurrences: 1 }]);
  });

  it.each<[string, Partial<Violation>]>([
    ['account', { accountId: '210987654321' }],
    ['region', { region: 'us-east-1' }],
    ['event', { eventId: 'event-2' }],
    ['type', { type: OTHER_STATE.id }],
    ['resource', { instanceId: 'i-2' }],
    ['absence of a resource', { instanceId: null }],
  ])('8.3-3 stores a violation that differs in its %s', async (_, difference) => {
    const { store, inspect } = harness();
    await store.commit({ violations: [aViolation()] });
    expect(await store.commit({ violations: [aViolation(difference)] })).toMatchObject({
      storedViolations: 1,
    });
    expect(await inspect.violations()).toHaveLength(2);
  });

  it('8.3-3 takes violations without a resource as the same one', async () => {
    const { store, inspect } = harness();
    await store.commit({ violations: [aViolation({ instanceId: null })] });
    const report = await store.commit({ violations: [aViolation({ instanceId: null })] });

    expect(report).toEqual({ storedViolations: 0, duplicateViolations: 1 });
    expect(await inspect.violations()).toHaveLength(1);
  });
}

function describeFingerprint(harness: () => FindingsStoreHarness): void {
  it('counts occurrences of one fingerprint and keeps the times of the first and the last', async () => {
    const { store, inspect } = harness();
    for (const [eventId, minute] of [
      ['event-1', 10],
      ['event-2', 5],
      ['event-3', 20],
    ] as const) {
      await store.commit({ violations: [aViolation({ eventId, eventTime: at(minute) })] });
    }
    await store.commit({ violations: [aViolation({ eventId: 'event-2', eventTime: at(5) })] });

    expect(await inspect.violations()).toMatchObject([
      { occurrences: 1, firstSeen: at(10), lastSeen: at(10), recurrenceOf: null },
      { occurrences: 2, firstSeen: at(5), lastSeen: at(10), recurrenceOf: null },
      { occurrences: 3, firstSeen: at(5), lastSeen: at(20), recurrenceOf: null },
    ]);
  });

  it('counts on within a unit, in order of the events and past those that are stored', async () => {
    const { store, inspect } = harness();
    await store.commit({ violations: [aViolation({ eventId: 'event-1', eventTime: at(1) })] });
    const unit = [4, 1, 3, 2].map((n) => aViolation({ eventId: `event-${n}`, eventTime: at(n) }));
    await store.commit({ violations: unit });

    const stored = (await inspect.violations()).map((v) => [v.eventId, v.occurrences, v.lastSeen]);
    expect(stored).toEqual([
      ['event-1', 1, at(1)],
      ['event-2', 2, at(2)],
      ['event-3', 3, at(3)],
      ['event-4', 4, at(4)],
    ]);
  });

  it('keeps fingerprints apart', async () => {
    const { store, inspect } = harness();
    await store.commit({
      violations: [
        aViolation(),
        aViolation({ eventId: 'event-2', fingerprintKey: 'another thing' }),
        aViolation({ eventId: 'event-3', instanceId: 'i-2' }),
      ],
    });
    expect((await inspect.violations()).map((violation) => violation.occurrences)).toEqual([1, 1, 1]);
  });

  it('counts right when units of one fingerprint come at once', async () => {
    const { store, inspect } = harness();
    const units = Array.from({ length: 20 }, (_, n) => [aViolation({ eventId: `event-${n}` })]);
    await Promise.all(units.map((violations) => store.commit({ violations })));

    const counted = (await inspect.violations()).map((violation) => violation.occurrences);
    expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
}

function describeRecurrence(harness: () => FindingsStoreHarness): void {
  it('8.3-4 takes a violation that comes again after it was resolved as a duplicate', async () => {
    const { store, inspect, resolve } = harness();
    if (resolve === undefined) return;
    await store.commit({ violations: [aViolation()] });
    await resolve((await inspect.violations())[0]!.id, 'done');

    expect(await store.commit({ violations: [aViolation()] })).toMatchObject({ duplicateViolations: 1 });
    expect(await inspect.violations()).toMatchObject([{ comment: 'done' }]);
  });

  it('names the resolved violation that came back, and leaves it as it is', async () => {
    const { store, inspect, resolve } = harness();
    if (resolve === undefined) return;
    await store.commit({ violations: [aViolation()] });
    const [first] = await inspect.violations();
    await resolve(first!.id, '');
    const unit = [2, 3].map((n) => aViolation({ eventId: `event-${n}`, eventTime: at(n) }));
    await store.commit({ violations: unit });

    expect(await inspect.violations()).toMatchObject([
      { comment: '', occurrences: 1, lastSeen: at(0) },
      { comment: null, occurrences: 2, firstSeen: at(0), recurrenceOf: first!.id },
      { comment: null, occurrences: 3, firstSeen: at(0), recurrenceOf: null },
    ]);
  });
}

function describeTypes(harness: () => FindingsStoreHarness): void {
  it('8.3-11 rejects a type that nobody registered, for good, and takes it once it is registered', async () => {
    const { store, inspect } = harness();
    const violation = aViolation({ type: UNKNOWN_TYPE });
    await expect(store.commit({ violations: [violation] })).rejects.toMatchObject({
      code: 'UNKNOWN_VIOLATION_TYPE',
      message: expect.stringContaining(UNKNOWN_TYPE),
    });

    await store.registerViolationTypes([{ ...WRONG_STATE, id: UNKNOWN_TYPE }]);
    await store.commit({ violations: [violation] });
    expect(await inspect.violations()).toMatchObject([{ type: UNKNOWN_TYPE }]);
  });

  it('takes types that are registered again, changed, twice in a list, or at once', async () => {
    const { store, inspect } = harness();
    await store.registerViolationTypes([]);
    await Promise.all(
      [WRONG_STATE, { ...WRONG_STATE, title: 'Renamed' }, OTHER_STATE].map((type) =>
        store.registerViolationTypes([OTHER_STATE, type, OTHER_STATE]),
      ),
    );
    await store.commit({ violations: [aViolation()] });
    expect(await inspect.violations()).toHaveLength(1);
  });
}

function describeChecks(harness: () => FindingsStoreHarness): void {
  it('keeps a check until it is decided', async () => {
    const { store, inspect } = harness();
    await store.commit({ unfinishedChecks: [aCheck()] });
    expect(await inspect.checks()).toEqual([aCheck()]);

    const retried = aCheck({ attempts: 2, nextTryAt: at(3), lastTriedAt: at(2), errorMessage: 'again' });
    await store.commit({ retriedChecks: [retried] });
    expect(await inspect.checks()).toEqual([retried]);

    await store.commit({ decidedChecks: [keyOf(retried)], violations: [aViolation()] });
    expect(await inspect.checks()).toEqual([]);
    expect(await inspect.violations()).toHaveLength(1);
  });

  it('does not count a check from the start again when its event is delivered again', async () => {
    const { store, inspect } = harness();
    const failed = aCheck({ state: 'failed', attempts: 8, nextTryAt: null, lastTriedAt: at(50) });
    await store.commit({ unfinishedChecks: [aCheck()] });
    await store.commit({ retriedChecks: [failed] });
    await store.commit({ unfinishedChecks: [aCheck()] });
    expect(await inspect.checks()).toEqual([failed]);
  });

  it('tells checks apart by account, region, event and plugin', async () => {
    const { store, inspect } = harness();
    const checks = [
      aCheck(),
      aCheck({ accountId: '210987654321' }),
      aCheck({ region: 'us-east-1' }),
      aCheck({ eventId: 'event-2' }),
      aCheck({ pluginId: 'other' }),
    ];
    await store.commit({ unfinishedChecks: [...checks, aCheck({ attempts: 9 })] });
    expect(await inspect.checks()).toHaveLength(5);
    await store.commit({ decidedChecks: [keyOf(checks[2]!), keyOf(checks[4]!)] });

    const left = (await inspect.checks()).map(keyOf);
    expect(left).toHaveLength(3);
    expect(left).toEqual(expect.arrayContaining([checks[0]!, checks[1]!, checks[3]!].map(keyOf)));
  });

  it('takes decisions about checks that are not there', async () => {
    const { store, inspect } = harness();
    await store.commit({ decidedChecks: [keyOf(aCheck())] });
    expect(await inspect.checks()).toEqual([]);
  });
}

function describeLifecycle(harness: () => FindingsStoreHarness): void {
  const entry = (given: Partial<LifecycleEntry> = {}): LifecycleEntry => ({
    accountId: '123456789012',
    region: 'eu-west-1',
    instanceId: 'i-1',
    eventType: 'RunInstances',
    eventDate: at(1),
    imageId: 'ami-1',
    imageName: 'An image',
    applicationId: 'shop',
    applicationVersion: '1.10',
    ...given,
  });
  const newest = (instanceId = 'i-1') => harness().store.newest('123456789012', 'eu-west-1', instanceId);

  it('8.2-2, 8.2-3: keeps application, version, image and the time to the millisecond', async () => {
    await harness().store.commit({ lifecycleEntries: [entry()] });
    expect(await newest()).toEqual(entry());
  });

  it('8.5-3, LC-8: tells the newest of several, whatever came first', async () => {
    const stop = entry({ eventType: 'StopInstances', eventDate: at(9) });
    await harness().store.commit({ lifecycleEntries: [stop, entry()] });
    await harness().store.commit({
      lifecycleEntries: [entry({ eventType: 'StartInstances', eventDate: at(5) })],
    });
    expect(await newest()).toEqual(stop);
  });

  it('8.5-7, LC-9: stores the same entry once, and the first one wins', async () => {
    await harness().store.commit({ lifecycleEntries: [entry(), entry()] });
    await harness().store.commit({ lifecycleEntries: [entry({ applicationId: 'other' })] });
    expect(await newest()).toEqual(entry());
  });

  it('LC-11: knows one version of two applications', async () => {
    const other = entry({ instanceId: 'i-2', applicationId: 'other' });
    await harness().store.commit({ lifecycleEntries: [entry(), other] });
    expect([await newest(), await newest('i-2')]).toEqual([entry(), other]);
  });

  it('LC-14: stores entries of one new application from many sides at once', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `i-${n}`);
    await Promise.all(
      ids.map((instanceId) => harness().store.commit({ lifecycleEntries: [entry({ instanceId })] })),
    );
    for (const instanceId of ids) expect(await newest(instanceId)).toEqual(entry({ instanceId }));
  });

  it('knows nothing of other instances, accounts and regions', async () => {
    const elsewhere = [
      entry({ instanceId: 'i-2' }),
      entry({ accountId: '210987654321' }),
      entry({ region: 'us-east-1' }),
    ];
    await harness().store.commit({ lifecycleEntries: elsewhere });
    expect(await newest()).toBeUndefined();
  });

  it('stores nothing of a unit that is rejected', async () => {
    const violations = [aViolation({ type: UNKNOWN_TYPE })];
    await expect(harness().store.commit({ violations, lifecycleEntries: [entry()] })).rejects.toThrow();
    expect(await newest()).toBeUndefined();
  });
}

function describeClaims(harness: () => FindingsStoreHarness): void {
  async function storeChecks(...checks: UnfinishedCheck[]): Promise<void> {
    await harness().store.commit({ unfinishedChecks: checks });
  }
  async function claim(now: Date, leaseUntil: Date, limit = 10): Promise<string[]> {
    return (await harness().store.claimDue(now, leaseUntil, limit)).map((check) => check.eventId);
  }

  it('hands out what is due, longest waiting first, and no more than asked for', async () => {
    await storeChecks(
      aCheck({ eventId: 'later', nextTryAt: at(11) }),
      aCheck({ eventId: 'third', nextTryAt: at(10) }),
      aCheck({ eventId: 'first', nextTryAt: at(2) }),
      aCheck({ eventId: 'second', nextTryAt: at(5) }),
    );
    expect(await claim(at(10), at(20), 2)).toEqual(['first', 'second']);
    expect(await claim(at(10), at(20))).toEqual(['third']);
    expect(await claim(at(10), at(20))).toEqual([]);
  });

  it('hands out the whole check', async () => {
    await storeChecks(aCheck());
    expect(await harness().store.claimDue(at(1), at(2), 1)).toEqual([aCheck()]);
  });

  it('hides a claimed check until its lease ends', async () => {
    await storeChecks(aCheck());
    expect(await claim(at(1), at(5))).toEqual(['event-1']);
    expect(await claim(at(4), at(9))).toEqual([]);
    expect(await claim(at(5), at(9))).toEqual(['event-1']);
  });

  it('ends the lease of a check that was tried again', async () => {
    await storeChecks(aCheck());
    await claim(at(1), at(30));
    await harness().store.commit({ retriedChecks: [aCheck({ attempts: 2, nextTryAt: at(3) })] });
    expect(await claim(at(2), at(30))).toEqual([]);
    expect(await claim(at(3), at(30))).toEqual(['event-1']);
  });

  it('keeps a lease when the event is delivered again', async () => {
    await storeChecks(aCheck());
    await claim(at(1), at(30));
    await storeChecks(aCheck());
    expect(await claim(at(2), at(30))).toEqual([]);
  });

  it('never hands out failed checks', async () => {
    await storeChecks(aCheck({ state: 'failed', nextTryAt: null }));
    expect(await claim(at(59), at(60))).toEqual([]);
  });

  it.each([
    ['all', {}, ['a', 'b', 'c']],
    ['the failed', { state: 'failed' as const }, ['b', 'c']],
    ['one event’s', { eventId: 'b' }, ['b']],
    ['one plugin’s failed', { state: 'failed' as const, pluginId: 'other' }, ['c']],
  ])('makes %s checks due at once when a person wants them tried again', async (_which, filter, due) => {
    const failed = { state: 'failed' as const, nextTryAt: null, attempts: 5 };
    await storeChecks(
      aCheck({ eventId: 'a', nextTryAt: at(50) }),
      aCheck({ eventId: 'b', ...failed }),
      aCheck({ eventId: 'c', pluginId: 'other', ...failed }),
    );
    await harness().store.claimDue(at(50), at(59), 10);
    expect(await harness().store.requeue(filter, at(10))).toBe(due.length);
    const claimed = await harness().store.claimDue(at(10), at(20), 10);
    expect(claimed.map(({ eventId }) => eventId).sort()).toEqual(due);
    expect(claimed.map(({ state, attempts }) => [state, attempts])).toEqual(due.map(() => ['pending', 0]));
  });

  it('gives each check to one of those that ask at once', async () => {
    await storeChecks(...Array.from({ length: 30 }, (_, n) => aCheck({ eventId: `event-${n}` })));
    const claimed = await Promise.all(Array.from({ length: 10 }, () => claim(at(2), at(9), 3)));
    expect(new Set(claimed.flat()).size).toBe(claimed.flat().length);

    // Who asks beside others may get fewer than are due; what is left comes with the next question.
    const left = await claim(at(2), at(9), 30);
    expect(new Set([...claimed.flat(), ...left]).size).toBe(30);
  });
}
