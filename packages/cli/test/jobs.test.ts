import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsServer, type AwsWorld } from '@fullstop/tools/aws-server';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { type ProcessResult, runFullstop, type ServeProcess } from '@fullstop/tools/process';
import { jobsWorld } from '@fullstop/tools/sample-world';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ask, Services, Stored, samplesOf, sum, until } from './support/processes.js';
import { removeFolders, runClient, temporaryFolder } from './support/run-client.js';

// Two services and a database are started, and clients call them.
jest.setTimeout(120_000);

const { DENIED, IMAGES, MANAGEMENT, SHOP } = jobsWorld;
// Never within the time of a test: each run is asked for.
const SELDOM = '0 0 1 1 *';
const JOBS = [
  'crossAccountPolicyForIAMJob',
  'fetchAmiJob',
  'fetchEC2Job',
  'fetchElasticLoadBalancersJob',
  'fetchRdsJob',
  'keyRotationJob',
  'noPasswordsJob',
];
const VARIABLES = [
  'CROSS_ACCOUNT_POLICY_FOR_IAM_JOB',
  'FETCH_AMI_JOB',
  'FETCH_EC2_JOB',
  'FETCH_ELASTIC_LOAD_BALANCERS_JOB',
  'FETCH_RDS_JOB',
  'KEY_ROTATION_JOB',
  'NO_PASSWORDS_JOB',
];

const services = new Services();
/** Somebody's administration page on the machine of the service. */
const inside: Server = createServer((_request, response) => void response.end());
const connections: string[] = [];
let postgres: PostgresServer;
let aws: AwsServer;
let stored: Stored;
let apiUrl: string;
let env: Record<string, string>;
let jobs: ServeProcess;
let rdsRun: ProcessResult;
let dryRun: ProcessResult;

beforeAll(async () => {
  postgres = await startPostgresServer();
  aws = await AwsServer.start(world());
  aws.fail({ service: 'sts', accountId: DENIED, code: 'AccessDenied', status: 403 });
  inside.on('connection', ({ remoteAddress }) => connections.push(remoteAddress ?? ''));
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const url = await postgres.createDatabase();
  env = {
    ...aws.environment,
    DATABASE_URL: url,
    FULLSTOP_AWS_ENABLED: 'true',
    FULLSTOP_JOBS_ACCOUNT_SOURCE: 'organizations',
    FULLSTOP_JOBS_ORGANIZATIONS_ACCOUNT: MANAGEMENT,
    FULLSTOP_TAUPAGE_OWNERS: IMAGES,
    FULLSTOP_TAUPAGE_NAME_PREFIX: 'Taupage-AMI-',
    FULLSTOP_JOBS_EC2_ALLOWED_PORTS: String((inside.address() as AddressInfo).port),
    ...Object.fromEntries(VARIABLES.map((job) => [`FULLSTOP_JOBS_${job}_SCHEDULE`, SELDOM])),
  };
  const api = services.start({ env }, ['--only', 'api']);
  apiUrl = /http:[^\s"]+/.exec(await api.line(/API: +http/))![0];
  stored = await Stored.open(url);
});
afterAll(async () => {
  await services.killAll();
  await stored?.close();
  await aws?.stop();
  inside.close();
  await postgres?.stop();
  removeFolders();
});

/** The organization, with an instance whose address is that of the service's own machine in place of the shop's. */
function world(): AwsWorld {
  const { accounts } = jobsWorld.organizationWorld({ reportsOf: new Date() });
  const { loadBalancers: _, ...shop } = accounts[SHOP]!;
  const instances = [
    {
      instanceId: 'i-inside',
      region: 'eu-west-1',
      publicIp: '127.0.0.1',
      subnetId: 'subnet-1',
      imageId: 'ami-current',
    },
  ];
  return { accounts: { ...accounts, [SHOP]: { ...shop, instances } } };
}

function client(...args: string[]) {
  return runClient(['jobs', ...args], { environment: { FULLSTOP_URL: apiUrl }, now: new Date() });
}

/** As somebody calls it, with pauses. */
function command(...args: string[]): Promise<ProcessResult> {
  return runFullstop(['jobs', ...args], {
    env: { FULLSTOP_URL: apiUrl, XDG_CONFIG_HOME: temporaryFolder() },
  });
}

type Run = Readonly<Record<string, unknown>>;

/** The runs of a job, as soon as they are as wanted. */
async function runsOf(job: string, areThere: (runs: readonly Run[]) => boolean): Promise<readonly Run[]> {
  let runs: readonly Run[] = [];
  await until(async () => {
    const response = await fetch(`${apiUrl}/api/jobs/${job}/runs`);
    runs = ((await response.json()) as { content: Run[] }).content;
    return areThere(runs);
  }, `runs of ${job}`);
  return runs;
}

// The tests go on from what those before them left.
describe('jobs in a process of their own, asked for through the API of another one', () => {
  it('all seven are active with AWS, accounts and images', async () => {
    const { stdout } = await client('list', '-o', 'json');
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows.map(({ id }) => id)).toEqual(JOBS);
    expect(rows.map(({ inactive_because }) => inactive_because)).toEqual(Array(7).fill(null));
    expect(rows.every(({ next_run, last_run }) => next_run !== null && last_run === null)).toBe(true);
  });

  it('who waits for a run while nobody runs jobs is told so after a while', async () => {
    const dry = ['--account', SHOP, '--dry-run', '--wait', '--timeout', '2'];
    const { code, stderr, pauses } = await client('run', 'keyRotationJob', ...dry);
    expect({ code, pauses }).toEqual({ code: 1, pauses: [1000, 1000] });
    expect(stderr).toMatch(
      /^Run \d+ of keyRotationJob is still queued: for 2 s no process took it\. Start one /m,
    );
  });

  it('runs that are asked for while nobody runs jobs begin with the process that does', async () => {
    expect((await client('run', 'fetchEC2Job', '--account', SHOP)).stdout).toMatch(
      /^fetchEC2Job is started, run \d+\n$/,
    );
    const dry = ['--account', SHOP, '--dry-run', '--wait', '-o', 'json'];
    const waiting = [
      command('run', 'fetchRdsJob', '--wait', '--no-color'),
      command('run', 'crossAccountPolicyForIAMJob', ...dry),
    ] as const;
    for (const job of ['fetchRdsJob', 'crossAccountPolicyForIAMJob'])
      await runsOf(job, (runs) => runs.length === 1);
    jobs = services.start({ env }, ['--only', 'jobs']);
    [rdsRun, dryRun] = await Promise.all(waiting);
    expect(rdsRun.stderr).toMatch(/^Run \d+ queued: 0 of 0 accounts, 0 findings$/m);
  });

  it('a run is waited for: what it found is stored, and what it could not scan is named', async () => {
    const { code, stdout, stderr } = rdsRun;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^accounts_total +5$/m);
    expect(stdout).toMatch(/^accounts_ok +4$/m);
    expect(stdout).toMatch(new RegExp(`^${DENIED} +failed +.*may not be assumed`, 'm'));
    expect(stderr).toMatch(/^Run \d+ partial: 5 of 5 accounts, 1 not scanned as a whole, 6 findings$/m);
    expect(stderr).toMatch(/ended as partial: 1 of 5 accounts could not be scanned as a whole\n$/);
    const databases = ['carts', 'carts-1', 'data', 'data', 'orders', 'posts'];
    expect(await stored.violations()).toEqual(
      databases.map((name) => `UNSECURED_PUBLIC_ENDPOINT ${name}.rds.example`).sort(),
    );
  });

  it('internal addresses are never probed, whatever AWS says is public', async () => {
    const runs = await runsOf('fetchEC2Job', ([run]) => run?.finished_at !== null);
    expect(runs).toMatchObject([{ status: 'succeeded', account: SHOP, accounts_ok: 1, findings: 0 }]);
    expect(connections).toEqual([]);
    const samples = samplesOf((await ask(jobs, '/metrics')).text);
    const closed = { job: 'fetchEC2Job', verdict: 'closed' };
    expect(sum(samples, 'fullstop_job_probes_total', closed)).toBe(1);
    expect(sum(samples, 'fullstop_job_aws_calls_total', { job: 'fetchEC2Job' })).toBeGreaterThan(3);
  });

  it('a dry run of one account says what it found, and stores nothing', async () => {
    expect(dryRun.code).toBe(0);
    const run = JSON.parse(dryRun.stdout);
    expect(run).toMatchObject({ status: 'succeeded', dry_run: true, account: SHOP, opened: 0, findings: 3 });
    expect(run.dry_run_findings.map(({ instance_id }: { instance_id: string }) => instance_id)).toEqual([
      'AROAPARTNER',
      'AROAANYBODY',
      'AROAVENDOR',
    ]);
    expect((await stored.violations()).filter((text) => text.includes('CROSS'))).toEqual([]);
    const shown = await client('show', 'crossAccountPolicyForIAMJob', String(run.id));
    expect(shown.stdout).toMatch(/^requested_by +local$/m);
    expect(shown.stdout).toMatch(new RegExp(`^${SHOP} +eu-west-1 +CROSS_ACCOUNT_ROLE +AROAPARTNER `, 'm'));
  });

  it('what the server refuses is one line', async () => {
    const { code, stderr } = await client('run', 'noJob');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Not found \(404\): .*noJob.*\n$/),
    });
  });
});
