import { type UnfinishedCheck } from '@fullstop/core';
import { expect, it } from '@jest/globals';
import { anEvent, describeFindingsStoreContract, FixedClock, InMemoryFindingsStore } from '../src/index.js';

describeFindingsStoreContract('InMemoryFindingsStore', async () => {
  const store = new InMemoryFindingsStore(new FixedClock());
  return {
    store,
    inspect: { violations: async () => store.violations, checks: async () => store.checks },
    resolve: async (id, comment) => store.resolve(id, comment),
    close: async () => {},
  };
});

it('InMemoryFindingsStore does not bring back a check that was decided while another try was under way', async () => {
  const { accountId, awsRegion: region, eventID: eventId, record, origin } = anEvent('s:n');
  const now = new Date('2026-03-02T10:00:00Z');
  const check: UnfinishedCheck = {
    ...{ accountId, region, eventId, record, origin, pluginId: 'p' },
    ...{ state: 'pending', errorCode: 'X', errorMessage: 'x', attempts: 1 },
    ...{ nextTryAt: now, firstTriedAt: now, lastTriedAt: now },
  };
  const store = new InMemoryFindingsStore(new FixedClock());
  await store.commit({ unfinishedChecks: [check] });
  await store.commit({ decidedChecks: [check] });
  await store.commit({ retriedChecks: [{ ...check, attempts: 2 }] });
  expect(store.checks).toEqual([]);
});
