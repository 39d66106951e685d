import { describe, expect, it } from '@jest/globals';
import {
  type AccountJob,
  CLOCK,
  type Clock,
  type InstalledJob,
  inject,
  installJobs,
  Job,
  type JobClass,
  JobConfigError,
  type JobMetadata,
  type JobSettings,
  jobConstantCase,
  jobProblems,
  jobViolations,
  OPTIONS,
  type OptionsSchema,
  type Provided,
  runViolations,
} from '../../src/index.js';
import { BAD_THING, SettableClock } from '../support/plugins.js';

const NEEDED = Symbol.for('test:needed');
const NOW = new Date('2026-03-02T10:00:00.000Z');
const TARGET = { accountId: '111122223333', region: 'eu-west-1' };

/** Takes `days`, a number above 0. */
const options: OptionsSchema = {
  parse(raw) {
    const { days = 30 } = raw as { days?: unknown };
    if (Number(days) > 0) return { days: Number(days) };
    throw Object.assign(new Error('invalid'), { issues: [{ path: ['days'], message: 'expected a number' }] });
  },
};

function aJob(id: string, given: Partial<JobMetadata> = {}): JobClass {
  class TestJob implements AccountJob {
    constructor(
      @inject(OPTIONS) readonly options: unknown,
      @inject(CLOCK) readonly clock: Clock,
    ) {}
    scan = async () => [];
  }
  Job<string>({
    id,
    title: id,
    summary: 'A job.',
    schedule: '0 * * * *',
    scope: 'region',
    eventId: `${id}Event`,
    emits: { BAD_THING },
    ...given,
  })(TestJob);
  return TestJob;
}

const candidates = (...classes: readonly JobClass[]) =>
  classes.map((jobClass) => ({ jobClass, packageName: 'a-package', packageVersion: '1.2.3' }));
const CLOCKS: readonly Provided[] = [{ token: CLOCK, value: new SettableClock() }];

function install(
  classes: readonly JobClass[],
  settings: Readonly<Record<string, JobSettings>> = {},
  provided: readonly Provided[] = [],
) {
  return installJobs(candidates(...classes), settings, () => [...CLOCKS, ...provided]);
}

describe('installing jobs', () => {
  it('builds each with its own options, schedule and deadline, by id', () => {
    const settings = { bJob: { options: { days: 5 }, schedule: '5 5 * * *', deadlineSeconds: 700 } };
    const { jobs, statuses } = install([aJob('bJob', { options }), aJob('aJob', { options })], settings);
    expect(
      jobs.map(({ metadata, schedule, deadlineSeconds }) => [metadata.id, schedule, deadlineSeconds]),
    ).toEqual([
      ['aJob', '0 * * * *', undefined],
      ['bJob', '5 5 * * *', 700],
    ]);
    expect(jobs.map(({ instance }) => (instance as unknown as { options: unknown }).options)).toEqual([
      { days: 30 },
      { days: 5 },
    ]);
    expect(statuses).toMatchObject([
      { id: 'aJob', classId: 'a-package#TestJob', active: true, schedule: '0 * * * *', emits: ['BAD_THING'] },
      { id: 'bJob', version: '1.2.3', active: true, schedule: '5 5 * * *', summary: 'A job.' },
    ]);
  });

  it('asks what to lend for each job', () => {
    const asked: string[] = [];
    installJobs(candidates(aJob('aJob'), aJob('bJob')), {}, (job) => {
      asked.push(job);
      return CLOCKS;
    });
    expect(asked).toEqual(['', 'aJob', 'bJob']);
  });

  it.each<[string, Partial<JobMetadata>, JobSettings, string]>([
    ['switched off', {}, { enabled: false }, 'switched off in the configuration'],
    ['off by default', { enabledByDefault: false }, {}, 'off by default'],
    ['without what it needs', { needs: [{ token: NEEDED, remedy: 'set IT' }] }, {}, 'set IT'],
  ])('leaves out one that is %s, and says why', (_what, metadata, setting, reason) => {
    const { jobs, statuses } = install([aJob('aJob', metadata)], { aJob: setting });
    expect(jobs).toEqual([]);
    expect(statuses).toMatchObject([{ id: 'aJob', active: false, reason }]);
  });

  it('names all problems at once', () => {
    const needs = [{ token: NEEDED, remedy: 'set IT' }];
    const other = { BAD_THING: { ...BAD_THING, title: 'Another' } };
    const classes = [
      aJob('aJob', { options }),
      aJob('bJob'),
      aJob('bJob'),
      aJob('cJob', { needs }),
      aJob('dJob', { emits: other }),
    ];
    const settings = {
      aJob: { options: { days: 'x' } },
      bJob: { options: { any: 1 } },
      cJob: { enabled: true },
      zJob: {},
    };
    const attempt = () => install(classes, settings);
    expect(attempt).toThrow(JobConfigError);
    const problems = [
      'a-package#TestJob and a-package#TestJob both have the id bJob; uninstall one of them',
      'no installed job has the id zJob; install it or correct the name (installed: aJob, bJob, bJob, cJob, dJob)',
      'job aJob, option days: expected a number; set it under jobs.aJob.options in fullstop.config, or by FULLSTOP_JOBS_A_JOB_…',
      'job bJob has no options; remove any',
    ];
    expect(jobProblems(candidates(...classes), settings)).toEqual(expect.arrayContaining(problems));
    for (const problem of [...problems, 'job cJob cannot run here: set IT']) expect(attempt).toThrow(problem);
  });

  it('names jobs that define a type differently, and one that cannot be built', () => {
    const other = { BAD_THING: { ...BAD_THING, title: 'Another' } };
    expect(() => install([aJob('aJob'), aJob('dJob', { emits: other })])).toThrow(
      'jobs aJob and dJob define the violation type BAD_THING differently; switch one off',
    );
    expect(() => installJobs(candidates(aJob('aJob')), {}, () => [])).toThrow(
      'job aJob (a-package#TestJob) could not be built',
    );
  });
});

it.each([
  ['fetchAmiJob', 'FETCH_AMI_JOB'],
  ['fetchEC2Job', 'FETCH_EC2_JOB'],
  ['fetchElasticLoadBalancersJob', 'FETCH_ELASTIC_LOAD_BALANCERS_JOB'],
  ['crossAccountPolicyForIAMJob', 'CROSS_ACCOUNT_POLICY_FOR_IAM_JOB'],
])('the variables of %s have %s in their names', (id, name) => {
  expect(jobConstantCase(id)).toBe(name);
});

describe('what a job returns', () => {
  const job = { metadata: { id: 'aJob', eventId: 'aJobEvent', emits: { BAD_THING } }, classId: 'p#C' };
  const installed = job as unknown as InstalledJob;

  it('becomes violations of its target, with the event id of the job unless a finding has one', () => {
    const findings = [
      { type: 'BAD_THING', instanceId: 'i-1', metaInfo: { a: 1 }, applicationId: 'shop' },
      { type: 'BAD_THING', eventId: 'key-1' },
      { type: 'BAD_THING', eventId: 'key-2' },
      { type: 'BAD_THING', eventId: 'key-2', metaInfo: 'said twice' },
    ];
    const violations = jobViolations(installed, TARGET, findings, NOW);
    expect(violations).toMatchObject([
      {
        ...TARGET,
        eventId: 'aJobEvent',
        instanceId: 'i-1',
        eventTime: NOW,
        username: null,
        pluginClass: 'p#C',
        metaInfo: { a: 1 },
        applicationId: 'shop',
        applicationVersion: null,
      },
      { eventId: 'key-1', instanceId: null, metaInfo: null },
      { eventId: 'key-2', metaInfo: null },
    ]);
    // Two keys of an account are two things, although neither names a resource.
    expect(new Set(violations.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it.each([
    ['no list', 'x', 'it must return a list of findings.'],
    ['another type', [{ type: 'OTHER' }], 'OTHER, which is not declared under emits (BAD_THING)'],
    [
      'an event id that is no text',
      [{ type: 'BAD_THING', eventId: 5 }],
      'eventId of a finding must be a text.',
    ],
  ])('is refused when it is %s', (_what, findings, problem) => {
    expect(() => jobViolations(installed, TARGET, findings, NOW)).toThrow(problem);
  });

  it('of a run as a whole names the account itself', () => {
    const finding = { type: 'BAD_THING', accountId: '999999999999', region: 'no-region' };
    expect(runViolations(installed, [finding], NOW)).toMatchObject([finding]);
    expect(() => runViolations(installed, [{ type: 'BAD_THING' }], NOW)).toThrow('accountId of a finding');
  });
});
