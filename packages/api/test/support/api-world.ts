import type { AwsAccount, TeamService } from '@fullstop/clients';
import { type Buckets, type Violation } from '@fullstop/core';
import { type Database, openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { FixedClock, InMemoryBuckets, RecordingLogger } from '@fullstop/testing';
import { emptyDatabase, rememberSeeds } from '@fullstop/tools/emptied-database';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { type ApiOptions, type RunningApi, startApi } from '../../src/index.js';

/** The API on a real PostgreSQL, for the tests of one file. `fresh` empties the database and starts the API anew. */
export class ApiWorld {
  #server: PostgresServer | undefined;
  #database: Database | undefined;
  #databaseUrl = '';
  #api: RunningApi | undefined;
  readonly logger = new RecordingLogger();
  readonly teams = new FakeTeamService();
  buckets: Buckets = new InMemoryBuckets();

  async start(): Promise<void> {
    this.#server = await startPostgresServer();
    this.#databaseUrl = await this.#server.createDatabase();
    this.#database = await openDatabase({ url: this.#databaseUrl });
    await rememberSeeds(this.#database.dataSource);
  }

  async stop(): Promise<void> {
    await this.#api?.stop();
    await this.#database?.close();
    await this.#server?.stop();
  }

  /** The database emptied, and the API on it; with `given` instead of the defaults. */
  async fresh(given: Partial<ApiOptions> = {}): Promise<void> {
    await this.#api?.stop();
    this.#api = undefined;
    await emptyDatabase(this.database.dataSource);
    await this.restart(given);
  }

  /** The API anew, on the same database. */
  async restart(given: Partial<ApiOptions> = {}): Promise<void> {
    await this.#api?.stop();
    this.#api = await startApi({
      host: '127.0.0.1',
      port: 0,
      database: this.database,
      store: this.store,
      plugins: () => [],
      authentication: { kind: 'none' },
      teamService: this.teams,
      allowedTeams: ['rule-makers'],
      instanceLogs: { buckets: this.buckets, bucketName: 'instance-logs' },
      logger: this.logger,
      ...given,
    });
  }

  get database(): Database {
    return this.#database!;
  }

  /** For connections beside those of the API. */
  get databaseUrl(): string {
    return this.#databaseUrl;
  }

  get store(): TypeormFindingsStore {
    return new TypeormFindingsStore(this.database.dataSource);
  }

  get url(): string {
    return this.#api!.url;
  }

  /** Stores violations as plugins do, each in a unit of its own, so that ids ascend in this order. */
  async given(...violations: readonly Partial<Violation>[]): Promise<void> {
    for (const violation of violations) await this.store.commit({ violations: [aViolation(violation)] });
  }

  /** Sends a request; with a path that starts at the root, such as `/api/violations`. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  async getJson<T>(path: string): Promise<T> {
    const response = await this.request(path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Rows of a table or of any query. */
  rows<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query<T[]>(sql, parameters);
  }
}

let eventNumber = 0;

/** A violation of an event of its own, with the rest as given. */
export function aViolation(given: Partial<Violation> = {}): Violation {
  const type = given.type ?? 'WRONG_AMI';
  const base = {
    accountId: '111122223333',
    region: 'eu-west-1',
    eventId: `event-${++eventNumber}`,
    instanceId: 'i-1',
    eventTime: new Date('2026-08-06T10:00:00.000Z'),
    username: 'arn:aws:iam::111122223333:user/jdoe',
    pluginClass: '@fullstop/plugin-test#TestPlugin',
    metaInfo: {},
    applicationId: null,
    applicationVersion: null,
    ...given,
    type,
  };
  return {
    ...base,
    fingerprint: given.fingerprint ?? `${base.accountId} ${base.eventId} ${type} ${base.instanceId}`,
  };
}

/** Knows what it is told. */
export class FakeTeamService implements TeamService {
  readonly accounts = new Map<string, readonly string[]>();
  readonly teamIds = new Map<string, readonly string[]>();
  /** Calls so far, such as `accountsOf jdoe`. */
  readonly calls: string[] = [];
  /** Thrown by every call while set. */
  failure: Error | undefined;

  async accountsOf(userId: string): Promise<readonly AwsAccount[]> {
    this.#heard(`accountsOf ${userId}`);
    return (this.accounts.get(userId) ?? []).map((id) => ({ id, disabled: false }));
  }

  async teamIdsOf(userId: string): Promise<readonly string[]> {
    this.#heard(`teamIdsOf ${userId}`);
    return this.teamIds.get(userId) ?? [];
  }

  async activeAccounts(): Promise<readonly AwsAccount[]> {
    this.#heard('activeAccounts');
    return [];
  }

  #heard(call: string): void {
    this.calls.push(call);
    if (this.failure) throw this.failure;
  }
}

/** A clock for tests that need one. */
export const aClock = (): FixedClock => new FixedClock(new Date('2026-08-06T12:00:00.000Z'));
