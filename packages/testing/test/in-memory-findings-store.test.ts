import { describeFindingsStoreContract } from '../src/findings-store-contract.js';
import { FixedClock, InMemoryFindingsStore } from '../src/index.js';

describeFindingsStoreContract('InMemoryFindingsStore', async () => {
  const store = new InMemoryFindingsStore(new FixedClock());
  return {
    store,
    inspect: { violations: async () => store.violations, checks: async () => store.checks },
    resolve: async (id, comment) => store.resolve(id, comment),
    close: async () => {},
  };
});
