import { silentLogger } from '@fullstop/core';
import { JobService } from '@fullstop/jobs';
import { openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { ACCOUNTS, ChaosJob } from './chaos-job.js';

// A process with a scheduler on the database of a URL, under the name that it is given. Says `ready`.

const [url = '', owner = ''] = process.argv.slice(2);
const database = await openDatabase({ url, poolSize: 3 });
const ids = Array.from({ length: ACCOUNTS }, (_, number) => ({ id: String(100_000_000_000 + number) }));
const service = new JobService({
  candidates: [{ jobClass: ChaosJob, packageName: '@fullstop/tools', packageVersion: '0.1.0' }],
  provided: [],
  accounts: { accounts: async () => ids },
  regions: { regionsOf: async () => [] },
  database,
  store: new TypeormFindingsStore(database.dataSource),
  logger: silentLogger,
  owner,
  accountConcurrency: 4,
  leaseSeconds: 1.5,
  pollSeconds: 0.2,
});
await service.start();
console.log('ready');
setInterval(() => undefined, 60_000);
