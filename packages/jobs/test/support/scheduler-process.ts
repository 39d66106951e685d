import { systemClock } from '@fullstop/core';
import { openDatabase } from '@fullstop/store';
import { systemTimers } from '../../src/framework/timers.js';
import { aJob, badThing, fakeAccounts, JobWorld } from './job-world.js';

// A process with a scheduler on the database of a URL. Says `ready`, and `scanning` when it scans; a slow one then never ends.

const [url = '', speed, owner = ''] = process.argv.slice(2);
const database = await openDatabase({ url, poolSize: 3 });
const job = aJob('aJob', async () => {
  console.log('scanning');
  if (speed === 'slow') await new Promise(() => {});
  return [badThing(`found by ${owner}`)];
});
const time = { now: systemClock.now, after: systemTimers.after };
const service = new JobWorld(database, time).service([job], {
  ...fakeAccounts(['111122223333']),
  owner,
  leaseSeconds: 1.5,
  pollSeconds: 0.2,
});
await service.start();
console.log('ready');
setInterval(() => undefined, 60_000);
