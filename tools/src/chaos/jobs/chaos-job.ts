import { setTimeout as delay } from 'node:timers/promises';
import { type AccountJob, defineViolationType, Job, type JobFinding, type ScanTarget } from '@fullstop/core';

export const JOB = 'chaosJob';
/** Accounts that a run scans; each has one finding. */
export const ACCOUNTS = 40;

const CHAOS = defineViolationType({
  id: 'CHAOS',
  title: 'Chaos',
  helpText: 'Nothing is wrong; somebody tries what happens.',
  severity: 0,
  priority: 4,
});

/** Takes a while in each account, so that there is time to be killed. */
@Job({
  id: JOB,
  title: 'Chaos',
  summary: 'Finds one thing in each account, slowly.',
  schedule: '0 0 1 1 *',
  scope: { region: 'no-region' },
  eventId: 'chaos',
  emits: { CHAOS },
})
export class ChaosJob implements AccountJob<'CHAOS'> {
  async scan({ accountId }: ScanTarget): Promise<JobFinding<'CHAOS'>[]> {
    await delay(100);
    return [{ type: 'CHAOS', instanceId: `thing of ${accountId}` }];
  }
}
