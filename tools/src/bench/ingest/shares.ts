import { createLogReader, ObjectProcessor } from '@fullstop/cloudtrail';
import { createS3Clients, S3ObjectSource } from '@fullstop/cloudtrail/s3';
import {
  type CheckOutcome,
  type CloudTrailEvent,
  type CommitReport,
  discoverPlugins,
  type FindingsStore,
  type LogObjectId,
  PluginHost,
  type PluginHostOptions,
  type UnitOfWork,
} from '@fullstop/core';
import { openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { REPOSITORY } from '../../repository.js';
import { BUCKET, type LocalAws } from '../../support/local-aws.js';
import type { PostgresServer } from '../../support/postgres-server.js';
import type { BenchObject } from './objects.js';
import { standsAlone } from './stands-alone.js';
import { Stopwatch } from './stopwatch.js';

/** Where the time goes while one object after the other is read: shares of it, 1 together. */
export interface Shares {
  /** Waiting for S3, whose server here runs in the same process: its own work is in this share. */
  readonly download: number;
  /** Unpacking, selecting records and all that is not one of the others. */
  readonly reading: number;
  readonly checks: number;
  /** The ledger is asked, and findings are committed. */
  readonly database: number;
}

/** What to measure on. */
export interface SharesOptions {
  readonly aws: LocalAws;
  readonly postgres: PostgresServer;
  /** Read before the measurement. */
  readonly warmUp: readonly BenchObject[];
  readonly objects: readonly BenchObject[];
}

interface Watches {
  readonly download: Stopwatch;
  readonly checks: Stopwatch;
  readonly database: Stopwatch;
}

/** Reads the objects in this process, one at a time, so that no wait hides behind the work on another object. */
export async function shares({ aws, postgres, warmUp, objects }: SharesOptions): Promise<Shares> {
  const watches: Watches = {
    download: new Stopwatch(),
    checks: new Stopwatch(),
    database: new Stopwatch(),
  };
  const clients = createS3Clients(aws.place);
  const database = await openDatabase({ url: await postgres.createDatabase() });
  try {
    const { candidates } = await discoverPlugins(REPOSITORY);
    const host = new WatchedHost({ candidates: candidates.filter(standsAlone) }, watches.checks);
    const store = new WatchedStore(new TypeormFindingsStore(database.dataSource), watches.database);
    await store.registerViolationTypes(host.violationTypes);
    const processor = new ObjectProcessor({ reader: createLogReader(), host, store });
    const source = new S3ObjectSource(clients);
    const read = async ({ key, etag, body }: BenchObject) => {
      const found = await source.find({ bucket: BUCKET, key, etag, sizeBytes: body.length });
      await processor.process({ ...found, open: () => watched(found.open(), watches.download) });
    };

    for (const object of warmUp) await read(object);
    for (const watch of Object.values(watches)) watch.reset();
    const startedAt = performance.now();
    for (const object of objects) await read(object);
    const shares = sharesOf(performance.now() - startedAt, watches);
    await host.dispose();
    return shares;
  } finally {
    await database.close();
    clients.destroy();
  }
}

function sharesOf(totalMs: number, { download, checks, database }: Watches): Shares {
  const known = {
    download: download.elapsedMs / totalMs,
    checks: checks.elapsedMs / totalMs,
    database: database.elapsedMs / totalMs,
  };
  const reading = 1 - known.download - known.checks - known.database;
  return { download: known.download, reading, checks: known.checks, database: known.database };
}

async function* watched(body: AsyncIterable<Uint8Array>, watch: Stopwatch): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await watch.during(() => pieces.next());
      if (done) return;
      yield value;
    }
  } finally {
    await pieces.return?.();
  }
}

class WatchedHost extends PluginHost {
  readonly #watch: Stopwatch;

  constructor(options: PluginHostOptions, watch: Stopwatch) {
    super(options);
    this.#watch = watch;
  }

  override check(event: CloudTrailEvent): Promise<CheckOutcome[]> {
    return this.#watch.during(() => super.check(event));
  }
}

class WatchedStore implements FindingsStore {
  readonly #store: FindingsStore;
  readonly #watch: Stopwatch;

  constructor(store: FindingsStore, watch: Stopwatch) {
    this.#store = store;
    this.#watch = watch;
  }

  registerViolationTypes(types: Parameters<FindingsStore['registerViolationTypes']>[0]): Promise<void> {
    return this.#store.registerViolationTypes(types);
  }

  isProcessed(object: LogObjectId): Promise<boolean> {
    return this.#watch.during(() => this.#store.isProcessed(object));
  }

  commit(unit: UnitOfWork): Promise<CommitReport> {
    return this.#watch.during(() => this.#store.commit(unit));
  }
}
