import { type JobControl, type JobDetails, type JobRun, JobRunNotFoundError } from '@fullstop/core';

const AT = new Date('2026-08-06T22:00:00.000Z');

const RUN: JobRun = {
  id: 7,
  job: 'fetchAmiJob',
  trigger: 'schedule',
  slot: AT,
  status: 'partial',
  requestedAt: AT,
  requestedBy: null,
  startedAt: AT,
  finishedAt: new Date('2026-08-06T22:04:05.000Z'),
  owner: 'host-1',
  leaseUntil: null,
  attempt: 1,
  account: null,
  dryRun: false,
  accountsTotal: 3,
  accountsOk: 2,
  accountsFailed: 1,
  findings: 4,
  opened: 2,
  closed: 1,
  error: '1 of 3 accounts could not be scanned as a whole',
};

/** One job with two runs, that notes who wants it to run. */
export class RecordedJobs implements JobControl {
  readonly requests: string[] = [];

  list = () => ['fetchAmiJob'];

  async details(id: string): Promise<JobDetails> {
    return {
      id,
      title: 'Outdated images',
      summary: 'Reports instances whose image has expired.',
      classId: 'p#C',
      version: '1',
      emits: ['OUTDATED_TAUPAGE'],
      active: true,
      reason: '',
      schedule: '0 * * * *',
      timeZone: 'UTC',
      nextRun: AT,
      lastSuccess: null,
      running: null,
      lastRun: RUN,
    };
  }

  async run(job: string, { by }: { readonly by: string }): Promise<number> {
    this.requests.push(`${job} by ${by}`);
    return 8;
  }

  async runs(): Promise<JobRun[]> {
    return [RUN, { ...RUN, id: 6 }];
  }

  async runDetails(job: string, id: number): Promise<never> {
    throw new JobRunNotFoundError(job, id);
  }
}
