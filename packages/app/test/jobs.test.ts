import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AccountJob,
  InMemoryFindingsStore,
  inject,
  Job,
  type JobCandidate,
  messageOf,
  OPTIONS,
  silentLogger,
} from '@fullstop/core';
import { type Database, openDatabase } from '@fullstop/store';
import { type EmbeddedFolder, embeddedFolder } from '@fullstop/tools/embedded-folder';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { ConfigError } from '../src/config/config-error.js';
import { jobSettingsOf } from '../src/config/jobs.schema.js';
import { loadConfig } from '../src/config/load-config.js';
import { pluginServices } from '../src/plugins/plugin-services.js';
import { jobTable } from '../src/plugins/start-up-table.js';
import { accountSourceOf } from '../src/service/jobs/job-accounts.js';
import { jobClients } from '../src/service/jobs/job-clients.js';
import { Jobs } from '../src/service/jobs/jobs.js';

// The embedded database takes seconds to start.
jest.setTimeout(60_000);

@Job({
  id: 'fetchEC2Job',
  title: 'EC2',
  summary: 'Reports things of EC2.',
  schedule: '*/5 * * * *',
  scope: 'region',
  eventId: 'checkEC2',
  emits: {},
  options: z.strictObject({
    allowedPorts: z.coerce.number().array().default([22]),
    days: z.coerce.number().default(1),
  }),
  environment: { FULLSTOP_JOBS_DAYS: 'days' },
})
class FetchEC2Job implements AccountJob {
  constructor(@inject(OPTIONS) readonly options: unknown) {}
  scan = async () => [];
}

/** A client whose calls are never answered. */
class SilentClient {
  send(_command: object, options?: { abortSignal?: AbortSignal }): Promise<never> {
    return new Promise((_resolve, reject) => {
      options?.abortSignal?.addEventListener('abort', () => reject(options.abortSignal?.reason));
    });
  }

  destroy(): void {}
}

const JOBS: JobCandidate[] = [{ jobClass: FetchEC2Job, packageName: 'a-package', packageVersion: '1.2.3' }];
const folder = mkdtempSync(join(tmpdir(), 'jobs-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (environment: Record<string, string> = {}, jobs: JobCandidate[] | undefined = JOBS) =>
  loadConfig({ folder, environment, plugins: [], ...(jobs && { jobs }) });

async function problemsOf(environment: Record<string, string>): Promise<readonly string[]> {
  try {
    await load(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration of jobs', () => {
  it('has the defaults of the specification, and runs everything in one process', async () => {
    const { config } = await load();
    expect(config.jobs).toMatchObject({
      timeZone: 'UTC',
      accountConcurrency: 8,
      accountDeadlineSeconds: 300,
      scanRegions: [],
      excludedAccounts: [],
      goneAfterScans: 2,
    });
    expect(jobSettingsOf(config.jobs)).toEqual({});
    expect(config.parts).toEqual(['ingest', 'api', 'jobs']);
  });

  it('comes from variables: those of all jobs, those of one, and those that a job names itself', async () => {
    const { config, sources } = await load({
      FULLSTOP_PARTS: 'jobs',
      FULLSTOP_JOBS_TIME_ZONE: 'Europe/Berlin',
      FULLSTOP_JOBS_SCAN_REGIONS: 'eu-west-1, us-east-1',
      FULLSTOP_JOBS_FETCH_EC2_JOB_ENABLED: 'false',
      FULLSTOP_JOBS_FETCH_EC2_JOB_SCHEDULE: '0 1 * * *',
      FULLSTOP_JOBS_FETCH_EC2_JOB_DEADLINE_SECONDS: '900',
      FULLSTOP_JOBS_FETCH_EC2_JOB_ALLOWED_PORTS: '[80]',
      FULLSTOP_JOBS_DAYS: '3',
    });
    expect(config.parts).toEqual(['jobs']);
    expect(config.jobs).toMatchObject({ timeZone: 'Europe/Berlin', scanRegions: ['eu-west-1', 'us-east-1'] });
    expect(jobSettingsOf(config.jobs)).toEqual({
      fetchEC2Job: {
        enabled: false,
        schedule: '0 1 * * *',
        deadlineSeconds: 900,
        options: { allowedPorts: [80], days: '3' },
      },
    });
    expect(sources.get('jobs.fetchEC2Job.schedule')).toBe('environment FULLSTOP_JOBS_FETCH_EC2_JOB_SCHEDULE');
  });

  it('is refused with every problem at once', async () => {
    const problems = await problemsOf({
      FULLSTOP_PARTS: 'everything',
      FULLSTOP_JOBS_ACCOUNTS: '12',
      FULLSTOP_JOBS_OTHER_JOB_ENABLED: 'true',
    });
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(
      /^jobs\.accounts.*12 digits\nparts.*\n.*FULLSTOP_JOBS_OTHER_JOB_ENABLED/,
    );
    expect(await problemsOf({ FULLSTOP_JOBS_DAYS: 'many' })).toEqual([
      expect.stringMatching(/^job fetchEC2Job, option days: .*FULLSTOP_JOBS_FETCH_EC2_JOB_…$/),
    ]);
  });

  it('is nobody’s business where no jobs run', async () => {
    const environment = { FULLSTOP_JOBS_OTHER_JOB_ENABLED: 'true' };
    await expect(loadConfig({ folder, environment, plugins: [] })).resolves.toBeDefined();
  });
});

describe('the accounts of jobs', () => {
  const clients = {
    client: () => {
      throw new Error('asked AWS');
    },
  };
  const teamService = {
    activeAccounts: async () => [{ id: '111122223333', disabled: false }],
    accountsOf: async () => [],
    teamIdsOf: async () => [],
  };

  it.each<[string, Record<string, string>, readonly string[] | undefined]>([
    ['the list', { FULLSTOP_JOBS_ACCOUNTS: '444455556666,777788889999' }, ['444455556666', '777788889999']],
    [
      'the list without those that are excluded',
      {
        FULLSTOP_JOBS_ACCOUNTS: '444455556666,777788889999',
        FULLSTOP_JOBS_EXCLUDED_ACCOUNTS: '444455556666',
      },
      ['777788889999'],
    ],
    ['those of the team service', {}, ['111122223333']],
    [
      'those of the team service, when that is wanted',
      { FULLSTOP_JOBS_ACCOUNTS: '444455556666', FULLSTOP_JOBS_ACCOUNT_SOURCE: 'team-service' },
      ['111122223333'],
    ],
    [
      'not known, when the source is not all there',
      { FULLSTOP_JOBS_ACCOUNT_SOURCE: 'organizations' },
      undefined,
    ],
  ])('are %s', async (_what, environment, ids) => {
    const { config } = await load(environment);
    const source = accountSourceOf(config, { clients, teamService, logger: silentLogger });
    const accounts =
      typeof source === 'string' ? undefined : await source.accounts(new AbortController().signal);
    expect(accounts?.map(({ id }) => id)).toEqual(ids);
  });
});

describe('the jobs of the service', () => {
  async function jobs(environment: Record<string, string>): Promise<Jobs> {
    const loaded = await load(environment);
    const services = await pluginServices(loaded.config, new InMemoryFindingsStore(), silentLogger);
    const runtime = { ...loaded, jobs: JOBS, discovery: { candidates: [], jobs: [], problems: [] } };
    const store = new InMemoryFindingsStore();
    const clients = await jobClients(loaded.config, services, silentLogger);
    return new Jobs({ runtime, logger: silentLogger, database, store, services, clients });
  }
  let folder: EmbeddedFolder;
  let database: Database;
  beforeAll(async () => {
    folder = await embeddedFolder();
    database = await openDatabase({ dataDirectory: folder.dataDirectory });
  });
  afterAll(async () => {
    await database.close();
    await folder.remove();
  });

  it.each([
    ['AWS is not in reach', { FULLSTOP_AWS_ENABLED: 'false' }, 'AWS is not in reach'],
    ['nobody said which accounts', { FULLSTOP_AWS_ENABLED: 'true' }, 'nobody said which accounts to scan'],
    [
      'it is switched off',
      {
        FULLSTOP_AWS_ENABLED: 'true',
        FULLSTOP_JOBS_ACCOUNTS: '444455556666',
        FULLSTOP_JOBS_FETCH_EC2_JOB_ENABLED: 'false',
      },
      'switched off',
    ],
  ])('say why one does not run when %s', async (_why, environment, reason) => {
    const service = await jobs(environment);
    expect(service.control.list()).toEqual(['fetchEC2Job']);
    expect(service.statuses).toMatchObject([{ active: false, reason: expect.stringContaining(reason) }]);
    await expect(service.control.run('fetchEC2Job', { by: 'jdoe' })).rejects.toMatchObject({
      code: 'JOB_INACTIVE',
    });
    await service.start();
    await service.beforeApplicationShutdown();
  });

  it('are active with AWS and accounts, and shown with their schedules', async () => {
    const service = await jobs({ FULLSTOP_AWS_ENABLED: 'true', FULLSTOP_JOBS_ACCOUNTS: '444455556666' });
    expect(jobTable(service.statuses)).toEqual([
      'Jobs: 1 active of 1 found',
      'fetchEC2Job  active  */5 * * * *  a-package#FetchEC2Job 1.2.3',
    ]);
    await service.beforeApplicationShutdown();
  });

  it('may take for a call to AWS what the configuration says, whatever time a check has', async () => {
    const { config } = await load({
      FULLSTOP_AWS_ENABLED: 'true',
      FULLSTOP_AWS_CALL_DEADLINE_SECONDS: '0.4',
      FULLSTOP_CHECK_TIMEOUT_SECONDS: '0.375',
    });
    const services = await pluginServices(config, new InMemoryFindingsStore(), silentLogger);
    const ofJobs = await jobClients(config, services, silentLogger);
    const problems = [services.lent.clients, ofJobs.clients].map((clients) =>
      clients.client(SilentClient, '444455556666', 'eu-west-1').send({}).catch(messageOf),
    );
    expect(await Promise.all(problems)).toEqual([
      expect.stringContaining('within 0.25 s'),
      expect.stringContaining('within 0.4 s'),
    ]);
    ofJobs.close();
    await services.close();
  });

  it('refuse schedules and time zones that cannot be read', async () => {
    const given = { FULLSTOP_AWS_ENABLED: 'true', FULLSTOP_JOBS_ACCOUNTS: '444455556666' };
    await expect(jobs({ ...given, FULLSTOP_JOBS_FETCH_EC2_JOB_SCHEDULE: '0 22 * * * *' })).rejects.toThrow(
      'job fetchEC2Job, schedule "0 22 * * * *"',
    );
    await expect(jobs({ ...given, FULLSTOP_JOBS_TIME_ZONE: 'Moon/Base' })).rejects.toThrow('Moon/Base');
  });
});
