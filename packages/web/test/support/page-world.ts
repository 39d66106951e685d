import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiOptions, type RunningApi, startApi } from '@fullstop/api';
import type { TeamService } from '@fullstop/clients';
import type { UnfinishedCheck, Violation } from '@fullstop/core';
import { type Database, openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { RecordingLogger } from '@fullstop/testing';
import { emptyDatabase, rememberSeeds } from '@fullstop/tools/emptied-database';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { webPage } from '../../src/index.js';
import { Visit } from './visit.js';

const BUNDLE = join(import.meta.dirname, '../../build/bundle.mjs');

/** The page as it is built from these sources, on the API, on a real PostgreSQL; for the tests of one file. */
export class PageWorld {
  #server: PostgresServer | undefined;
  #database: Database | undefined;
  #tokens: Server | undefined;
  #api: RunningApi | undefined;
  #folder = '';
  #eventNumber = 0;

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'fullstop-page-'));
    const bundled = promisify(execFile)(process.execPath, [BUNDLE, this.#folder]);
    this.#server = await startPostgresServer();
    this.#database = await openDatabase({ url: await this.#server.createDatabase() });
    await rememberSeeds(this.#database.dataSource);
    this.#tokens = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ uid: 'jdoe', realm: '/employees', scope: ['uid'] }));
    });
    await new Promise<void>((listening) => this.#tokens?.listen(0, '127.0.0.1', listening));
    await bundled;
  }

  async stop(): Promise<void> {
    await this.#api?.stop();
    await this.#database?.close();
    await this.#server?.stop();
    this.#tokens?.closeAllConnections();
    this.#tokens?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The database emptied, and the API on it; with `given` instead of the defaults. */
  async fresh(given: Partial<ApiOptions> = {}): Promise<void> {
    await this.#api?.stop();
    await emptyDatabase(this.#database!.dataSource);
    this.#api = await startApi({
      host: '127.0.0.1',
      port: 0,
      database: this.#database!,
      store: this.#store,
      plugins: () => [],
      authentication: { kind: 'none' },
      teamService: NOBODYS,
      allowedTeams: ['rule-makers'],
      webPage: { ...webPage, folder: this.#folder },
      logger: new RecordingLogger(),
      ...given,
    });
  }

  get url(): string {
    return this.#api!.url;
  }

  /** Says about every token that it is of jdoe, who is a member of nothing. */
  get tokenInfoUri(): string {
    return `http://127.0.0.1:${(this.#tokens!.address() as AddressInfo).port}/tokeninfo`;
  }

  /** Stores violations as plugins do, so that ids ascend from 1 in this order. */
  async given(...violations: readonly Partial<Violation>[]): Promise<void> {
    await this.#store.commit({ violations: violations.map((violation) => this.#violation(violation)) });
  }

  /** Stores a check that failed. */
  async givenFailedCheck(pluginId: string): Promise<void> {
    const at = new Date('2026-08-06T11:00:00Z');
    const check: UnfinishedCheck = {
      accountId: '111122223333',
      region: 'eu-west-1',
      eventId: 'event-1',
      pluginId,
      state: 'failed',
      errorCode: 'FACT_UNAVAILABLE',
      errorMessage: 'throttled by AWS',
      attempts: 12,
      nextTryAt: null,
      firstTriedAt: at,
      lastTriedAt: at,
      record: {},
      origin: { bucket: 'logs', key: 'a.json.gz', recordIndex: 7 },
    };
    await this.#store.commit({ unfinishedChecks: [check] });
  }

  /** Stores this many violations of one type in one account. */
  async givenMany(quantity: number, given: Partial<Violation> = {}): Promise<void> {
    await this.given(...Array.from({ length: quantity }, () => given));
  }

  /** Opens a path in a browser, with a bearer token in each request when one is given. */
  open(path: string, token?: string): Promise<Visit> {
    return Visit.begin(this.url + path, token);
  }

  get #store(): TypeormFindingsStore {
    return new TypeormFindingsStore(this.#database!.dataSource);
  }

  #violation(given: Partial<Violation>): Violation {
    this.#eventNumber += 1;
    return {
      type: 'WRONG_AMI',
      accountId: '111122223333',
      region: 'eu-west-1',
      eventId: `event-${this.#eventNumber}`,
      instanceId: 'i-1',
      eventTime: new Date('2026-08-06T10:00:00.000Z'),
      username: 'arn:aws:iam::111122223333:user/jdoe',
      pluginClass: '@fullstop/plugin-test#TestPlugin',
      metaInfo: {},
      applicationId: null,
      applicationVersion: null,
      fingerprint: `finding-${this.#eventNumber}`,
      ...given,
    };
  }
}

/** Everybody is a member of nothing. */
const NOBODYS: TeamService = {
  accountsOf: async () => [],
  teamIdsOf: async () => [],
  activeAccounts: async () => [],
};
