import {
  type AccountJob,
  type Clock,
  defineViolationType,
  Job,
  type JobCandidate,
  type JobFinding,
  type JobMetadata,
  type JobRun,
  type JobSettings,
  silentLogger,
} from '@fullstop/core';
import { type Database, JobRunQueries, TypeormFindingsStore } from '@fullstop/store';
import {
  type AccountSource,
  JobService,
  type JobServiceOptions,
  type RegionSource,
  type Timers,
} from '../../src/index.js';

export const BAD_THING = defineViolationType({
  id: 'TEST_BAD_THING',
  title: 'A bad thing',
  helpText: 'Something is bad. Make it good.',
  severity: 2,
  priority: 3,
});

/** A job class with this id and this behaviour. */
export function aJob(
  id: string,
  scan: AccountJob['scan'] = async () => [],
  given: Partial<JobMetadata> & Pick<AccountJob, 'conclude'> = {},
): JobCandidate {
  const { conclude, ...metadata } = given;
  class TestJob implements AccountJob {
    scan = scan;
    conclude = conclude;
  }
  Job<string>({
    id,
    title: id,
    summary: `The job ${id}.`,
    schedule: '0 * * * *',
    scope: 'region',
    eventId: `${id}Event`,
    emits: { TEST_BAD_THING: BAD_THING },
    ...metadata,
  })(TestJob);
  return { jobClass: TestJob, packageName: 'a-package', packageVersion: '1.2.3' };
}

export function badThing(instanceId: string, more: Partial<JobFinding> = {}): JobFinding {
  return { type: 'TEST_BAD_THING', instanceId, ...more };
}

export const accountIds = (count: number) =>
  Array.from({ length: count }, (_, number) => String(100_000_000_000 + number));

/** Accounts and regions as given; counts how often it was asked. */
export function fakeAccounts(ids: readonly string[], regions: readonly string[] = ['eu-west-1']) {
  const accounts: AccountSource = { accounts: async () => ids.map((id) => ({ id })) };
  const regionSource: RegionSource = { regionsOf: async () => regions };
  return { accounts, regions: regionSource };
}

/** Jobs on a database, in a time of the test's own. */
export class JobWorld {
  readonly queries: JobRunQueries;

  constructor(
    readonly database: Database,
    readonly time: Clock & Timers & { watched?<T extends object>(object: T): T },
  ) {
    this.queries = new JobRunQueries(database.dataSource);
  }

  service(
    candidates: readonly JobCandidate[],
    more: Partial<JobServiceOptions> & { settings?: Record<string, JobSettings> } = {},
  ): JobService {
    const { dataSource } = this.database;
    // Everything that goes to the database goes through one of these two.
    const watched = this.time.watched?.(dataSource) ?? dataSource;
    return new JobService({
      candidates,
      provided: [],
      ...fakeAccounts(['111122223333']),
      database: { dataSource: watched },
      store: new TypeormFindingsStore(watched, { clock: this.time }),
      logger: silentLogger,
      clock: this.time,
      timers: this.time,
      ...more,
    });
  }

  async runs(job: string): Promise<JobRun[]> {
    return (await this.queries.list(job, undefined, 1000)).reverse();
  }

  violations(): Promise<
    { account_id: string; region: string; instance_id: string; event_id: string; comment: string | null }[]
  > {
    return this.database.dataSource.query('SELECT * FROM fullstop_data.violation ORDER BY id');
  }
}
