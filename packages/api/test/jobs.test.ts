import {
  JobBusyError,
  type JobControl,
  type JobDetails,
  JobNotFoundError,
  type JobRun,
  JobRunNotFoundError,
  type JobRunRequest,
} from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld } from './support/api-world.js';
import { Callers } from './support/callers.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

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
  finishedAt: AT,
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

const RUN_JSON = {
  id: 7,
  job: 'fetchAmiJob',
  trigger: 'schedule',
  status: 'partial',
  slot: '2026-08-06T22:00:00.000Z',
  requested_at: '2026-08-06T22:00:00.000Z',
  requested_by: null,
  started_at: '2026-08-06T22:00:00.000Z',
  finished_at: '2026-08-06T22:00:00.000Z',
  owner: 'host-1',
  lease_until: null,
  attempt: 1,
  account: null,
  dry_run: false,
  accounts_total: 3,
  accounts_ok: 2,
  accounts_failed: 1,
  findings: 4,
  opened: 2,
  resolved: 1,
  error: '1 of 3 accounts could not be scanned as a whole',
};

const JOBS = [
  'crossAccountPolicyForIAMJob',
  'fetchAmiJob',
  'fetchEC2Job',
  'fetchElasticLoadBalancersJob',
  'fetchRdsJob',
  'keyRotationJob',
  'noPasswordsJob',
];

/** Knows the seven jobs; `fetchEC2Job` runs. */
class FakeJobs implements JobControl {
  readonly requests: (JobRunRequest & { readonly job: string })[] = [];

  list = () => JOBS;

  async details(job: string): Promise<JobDetails> {
    this.#require(job);
    const emits = ['OUTDATED_TAUPAGE'];
    const status = {
      id: job,
      title: 'T',
      summary: 'S.',
      classId: 'p#C',
      version: '1',
      emits,
      active: true,
      reason: '',
    };
    const times = { schedule: '0 * * * *', timeZone: 'UTC', nextRun: AT, lastSuccess: null };
    return { ...status, ...times, running: null, lastRun: RUN };
  }

  async run(job: string, request: JobRunRequest): Promise<number> {
    this.#require(job);
    if (job === 'fetchEC2Job' && !request.queue) throw new JobBusyError(job, 6);
    this.requests.push({ job, ...request });
    return 8;
  }

  async runs(job: string, { beforeId = 10, limit }: { beforeId?: number; limit: number }): Promise<JobRun[]> {
    this.#require(job);
    const ids = [9, 8, 7].filter((id) => id < beforeId);
    return ids.slice(0, limit).map((id) => ({ ...RUN, id }));
  }

  async runDetails(job: string, runId: number) {
    this.#require(job);
    if (runId !== 7) throw new JobRunNotFoundError(job, runId);
    const problems = [{ resource: 'i-1', error: 'throttled' }];
    const target = {
      accountId: '1',
      region: null,
      status: 'failed',
      findings: 0,
      error: 'denied',
      problems,
    } as const;
    const finding = { type: 'T', eventId: 'e', accountId: '1', region: 'r', metaInfo: { camelCase: 1 } };
    return { ...RUN, targets: [target], dryRunFindings: [finding] };
  }

  #require(job: string): void {
    if (!JOBS.includes(job)) throw new JobNotFoundError(job);
  }
}

const world = new ApiWorld();
const callers = new Callers();
const jobs = new FakeJobs();
let operator: { readonly authorization: string };
let reader: { readonly authorization: string };

beforeAll(async () => {
  await Promise.all([world.start(), callers.start()]);
  operator = callers.as('jdoe', 'uid', 'fullstop.job.run');
  reader = callers.as('reader', 'uid');
  await world.fresh({ jobs, authentication: callers.authentication });
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));

const get = async (path: string) => {
  const response = await world.request(path, { headers: reader });
  return { status: response.status, body: await response.json() };
};

describe('reading jobs', () => {
  it('F10: GET /api/jobs is the seven names, sorted, and nothing else', async () => {
    expect(await get('/api/jobs')).toEqual({ status: 200, body: [...JOBS].sort() });
  });

  it('shows a job with its schedule and its runs', async () => {
    const { status, body } = await get('/api/jobs/fetchAmiJob');
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 'fetchAmiJob',
      title: 'T',
      summary: 'S.',
      class_id: 'p#C',
      version: '1',
      emits: ['OUTDATED_TAUPAGE'],
      active: true,
      reason: '',
      schedule: '0 * * * *',
      time_zone: 'UTC',
      next_run: '2026-08-06T22:00:00.000Z',
      running: null,
      last_run: RUN_JSON,
      last_success: null,
    });
  });

  it('lists runs page by page', async () => {
    const { body } = await get('/api/jobs/fetchAmiJob/runs?size=2');
    expect(body).toMatchObject({ content: [{ id: 9 }, { id: 8 }], last: false, next_before_id: 8 });
    expect((await get('/api/jobs/fetchAmiJob/runs?size=2&before-id=8')).body).toEqual({
      content: [RUN_JSON],
      last: true,
      next_before_id: null,
    });
  });

  it('shows a run with what could not be scanned, and what a dry run found', async () => {
    expect((await get('/api/jobs/fetchAmiJob/runs/7')).body).toEqual({
      ...RUN_JSON,
      targets: [
        {
          account_id: '1',
          region: null,
          status: 'failed',
          findings: 0,
          error: 'denied',
          problems: [{ resource: 'i-1', error: 'throttled' }],
        },
      ],
      dry_run_findings: [
        {
          account_id: '1',
          region: 'r',
          event_id: 'e',
          violation_type: 'T',
          instance_id: null,
          meta_info: { camelCase: 1 },
        },
      ],
    });
  });

  it.each(['/api/jobs/other', '/api/jobs/other/runs', '/api/jobs/fetchAmiJob/runs/99'])(
    '%s is 404',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404 });
    },
  );

  it.each(['/api/jobs/fetchAmiJob/runs?size=0', '/api/jobs/fetchAmiJob/runs/x'])(
    '%s is 400',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 400 });
    },
  );
});

describe('running jobs', () => {
  const run = async (path: string, headers: Record<string, string>) => {
    const response = await world.request(`/api/jobs/${path}`, { method: 'POST', headers });
    return [response.status, await response.json()];
  };

  it('F11: a known job is 202 with the id of the run', async () => {
    expect(await run('fetchAmiJob/run', operator)).toEqual([202, { run_id: 8 }]);
    expect(await run('fetchEC2Job/run?queue=true&account=111122223333&dry-run=true', operator)).toEqual([
      202,
      { run_id: 8 },
    ]);
    expect(jobs.requests).toEqual([
      { job: 'fetchAmiJob', by: 'jdoe' },
      { job: 'fetchEC2Job', by: 'jdoe', queue: true, account: '111122223333', dryRun: true },
    ]);
  });

  it.each([
    ['an unknown job', 'other/run', 404],
    ['one that is running', 'fetchEC2Job/run', 409],
    ['an account that is none', 'fetchAmiJob/run?account=12', 400],
    ['a flag that is none', 'fetchAmiJob/run?queue=perhaps', 400],
    ['a parameter that is none', 'fetchAmiJob/run?dry_run=true', 400],
  ])('F11: %s (%s) is %d', async (_what, path, status) => {
    expect((await run(path, operator))[0]).toBe(status);
  });

  it('F11: nobody may without a token, or without the scope', async () => {
    expect((await run('fetchAmiJob/run', {}))[0]).toBe(401);
    expect((await run('fetchAmiJob/run', reader))[0]).toBe(403);
  });
});
