import type { AwsClients } from '@fullstop/aws';
import { AWS_CLIENTS } from '@fullstop/aws';
import { ClientProvider, type ClientProviderOptions } from '@fullstop/aws/clients';
import { KIO, KioClient } from '@fullstop/clients';
import { INSTANCE_APPLICATIONS, type JobRunDetails, silentLogger } from '@fullstop/core';
import { type Database, LifecycleQueries, openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { AwsServer } from '@fullstop/tools/aws-server';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { jobsWorld } from '@fullstop/tools/sample-world';
import {
  BUILT_IN_JOBS,
  CREDENTIAL_REPORTS,
  CredentialReports,
  EnabledRegions,
  JobService,
  OrganizationAccounts,
  SelectedAccounts,
  TAUPAGE_IMAGES,
} from '../../src/index.js';
import { ProbeNetwork } from '../../src/shared/probe/index.js';
import { Endpoints, loopback } from './endpoints.js';
import type { ExpectedFinding } from './expected-findings.js';

const { IMAGES, MANAGEMENT, REGISTERED, STATUSES, organizationWorld } = jobsWorld;
const START = '2026-03-02T09:00:00.000Z';
// More than everything is kept that jobs remember.
const ROUND_MILLISECONDS = 25 * 3_600_000;
/** Never within the time of a test: each run is asked for. */
const SCHEDULE = '0 0 1 1 *';

/** A violation, as the database has it. */
export interface StoredFinding extends ExpectedFinding {
  readonly id: number;
  readonly comment: string | null;
  readonly ruleId: number | null;
  readonly lastSeen: Date;
  readonly recurrenceOf: number | null;
  readonly occurrences: number;
}

const STORED = `
  SELECT v.id::int AS id, v.violation_type_entity_id AS type, v.account_id AS account, v.region, v.event_id AS event,
         v.instance_id AS instance, a.name || ' ' || n.name AS application, v.meta_info AS meta,
         v.comment, v.rule_entity_id::int AS "ruleId", v.last_seen AS "lastSeen",
         v.recurrence_of::int AS "recurrenceOf", v.occurrences
    FROM fullstop_data.violation v
    LEFT JOIN fullstop_data.application a ON a.id = v.application_id
    LEFT JOIN fullstop_data.app_version n ON n.id = v.application_version_id
   ORDER BY v.id`;

/** All jobs of this package with everything around them, over the wire: AWS, the registry, a database, endpoints. */
export class Organization {
  readonly aws: AwsServer;
  readonly database: Database;
  readonly service: JobService;
  readonly #parts: { readonly postgres: PostgresServer; readonly endpoints: Endpoints };
  readonly #environment = { ...process.env };
  #provider = new ClientProvider();
  #now = new Date(START);

  static async start(): Promise<Organization> {
    const postgres = await startPostgresServer();
    const [database, aws] = await Promise.all([
      openDatabase({ url: await postgres.createDatabase() }),
      AwsServer.start(),
    ]);
    const endpoints = new Endpoints();
    const network = await internet(endpoints);
    const kioPort = await registry(endpoints);
    return new Organization(aws, database, { postgres, endpoints }, network, kioPort);
  }

  private constructor(
    aws: AwsServer,
    database: Database,
    parts: { postgres: PostgresServer; endpoints: Endpoints },
    network: ProbeNetwork,
    kioPort: number,
  ) {
    this.aws = aws;
    this.database = database;
    this.#parts = parts;
    Object.assign(process.env, aws.environment);
    const clients: AwsClients = { client: (...wanted) => this.#provider.client(...wanted) };
    const clock = { now: () => this.#now };
    const accounts = new OrganizationAccounts({ clients, accountId: MANAGEMENT });
    const kio = new KioClient({ url: `http://127.0.0.1:${kioPort}`, tokens: { token: async () => 'token' } });
    this.service = new JobService({
      candidates: BUILT_IN_JOBS.map((jobClass) => {
        return { jobClass, packageName: '@fullstop/jobs', packageVersion: '1.2.3' };
      }),
      settings: Object.fromEntries(this.jobs.map((job) => [job, { schedule: SCHEDULE }])),
      provided: [
        { token: AWS_CLIENTS, value: clients },
        { token: INSTANCE_APPLICATIONS, value: new LifecycleQueries(database.dataSource) },
        { token: KIO, value: kio },
        { token: CREDENTIAL_REPORTS, value: new CredentialReports({ clock }) },
        { token: TAUPAGE_IMAGES, value: [{ ownerId: IMAGES, namePrefix: 'Taupage-AMI-' }] },
        // The one way to have probes reach this machine. Nothing but tests puts something in place of a class.
        { token: ProbeNetwork as unknown as symbol, value: network },
      ],
      accounts: new SelectedAccounts(accounts, { excludedAccounts: [], logger: silentLogger }),
      regions: new EnabledRegions({ clients, clock }),
      database,
      store: new TypeormFindingsStore(database.dataSource, { clock }),
      logger: silentLogger,
      clock,
    });
  }

  /** Ids of all jobs. */
  readonly jobs = [
    'crossAccountPolicyForIAMJob',
    'fetchAmiJob',
    'fetchEC2Job',
    'fetchElasticLoadBalancersJob',
    'fetchRdsJob',
    'keyRotationJob',
    'noPasswordsJob',
  ];

  get now(): Date {
    return this.#now;
  }

  /**
   * Has all jobs run at the same time, a day and an hour after the last round.
   * @param clients how they ask AWS.
   * @returns the runs by job.
   */
  async round(
    isMended: boolean,
    clients: ClientProviderOptions = {},
  ): Promise<Readonly<Record<string, JobRunDetails>>> {
    this.#now = new Date(this.#now.getTime() + ROUND_MILLISECONDS);
    this.aws.world = organizationWorld({ reportsOf: this.#now, isMended });
    this.#provider.close();
    this.#provider = new ClientProvider(clients);
    const runs = await Promise.all(this.jobs.map(async (job) => [job, await this.#run(job)] as const));
    return Object.fromEntries(runs);
  }

  async stored(): Promise<StoredFinding[]> {
    return this.database.dataSource.query<StoredFinding[]>(STORED);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.#provider.close();
    await this.aws.stop();
    await this.#parts.endpoints.stop();
    await this.database.close();
    await this.#parts.postgres.stop();
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, this.#environment);
  }

  async #run(job: string): Promise<JobRunDetails> {
    const { control } = this.service;
    const id = await control.run(job, { by: 'jdoe' });
    for (;;) {
      const run = await control.runDetails(job, id);
      if (run.finishedAt) return run;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Endpoints that answer as the world says. */
async function internet(endpoints: Endpoints): Promise<ProbeNetwork> {
  const answer = (scheme: string): Parameters<Endpoints['http']>[0] => {
    return ({ headers: { host = '' } }, response) => {
      response.writeHead(STATUSES[`${scheme}://${host.replace(/:\d+$/, '')}`] ?? 401).end();
    };
  };
  const plain = await endpoints.http(answer('http'));
  const secure = await endpoints.https(answer('https'));
  return loopback({ 80: plain, 443: secure });
}

/** The application registry. @returns its port. */
function registry(endpoints: Endpoints): Promise<number> {
  return endpoints.http(({ url = '' }, response) => {
    const id = url.replace('/apps/', '');
    const isPublic = REGISTERED[id];
    response.writeHead(isPublic === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, publicly_accessible: isPublic }));
  });
}
