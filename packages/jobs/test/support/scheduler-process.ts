import { findJobMetadata } from '@fullstop/core';
import { openDatabase } from '@fullstop/store';
import { BUILT_IN_JOBS } from '../../src/index.js';
import { FakeTime } from './fake-time.js';
import { aJob, JobWorld } from './job-world.js';

/** What a process with a scheduler is told when it starts. */
export interface SchedulerProcessOptions {
  readonly url: string;
  readonly owner: string;
  /** Where its clock begins, as ISO text. */
  readonly start: string;
  readonly timeZone: string;
  /** Hours in which jobs run that do so in any. Default: all. */
  readonly hours?: readonly number[];
}

/** What such a process tells whenever nothing is left to do at a moment. */
export interface SchedulerReport {
  /** When it wants to go on, in epoch milliseconds. */
  readonly next: number;
  /** The jobs that began a scan since the last report. */
  readonly began: readonly string[];
}

// A process that runs the delivered jobs, which pretend to scan. Each message is an instant, in epoch milliseconds, for its
// clock to go to.

const { url, owner, start, timeZone, hours } = JSON.parse(process.argv[2]!) as SchedulerProcessOptions;
const time = new FakeTime(start);
const database = await openDatabase({ url, poolSize: 3 });
let began: string[] = [];

const jobs = BUILT_IN_JOBS.map((jobClass) => {
  const { id, schedule } = findJobMetadata(jobClass)!;
  const isForAnyHour = /^\S+ \* /.test(schedule);
  const inHours = hours ? schedule.replace(/^(\S+) \* /, `$1 ${hours.join()} `) : schedule;
  // Twice the lease of 60 s and more; of the jobs that run often, just long enough that both processes see it go on.
  const scanSeconds = isForAnyHour ? 7 : 150;
  const scan = async () => {
    began.push(id);
    await time.sleep(scanSeconds);
    return [];
  };
  return aJob(id, scan, { schedule: inHours });
});

function report(): void {
  process.send!({ next: time.next, began } satisfies SchedulerReport);
  began = [];
}

process.on('message', (instant: number) => void time.moveTo(instant).then(report));
process.on('disconnect', () => process.exit());
// Looks at its slots, and once an hour: looking every 15 s for five days takes long.
await new JobWorld(database, time).service(jobs, { owner, timeZone, pollSeconds: 3600 }).start();
await time.settle();
report();
