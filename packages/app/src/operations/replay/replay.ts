import { type LogObject, ObjectProcessor, type ObjectReport } from '@fullstop/cloudtrail';
import {
  type FindingsStore,
  type InstanceHistory,
  isRetryable,
  type Logger,
  messageOf,
  PluginHost,
  type UnitOfWork,
} from '@fullstop/core';
import { s3SourceOf } from '../../aws/aws-sources.js';
import { logReaderOf } from '../../log-reader.js';
import { pluginServices } from '../../plugins/plugin-services.js';
import { pluginHostOptions, type Runtime } from '../../runtime.js';
import type { Checkpoint } from './checkpoint.js';
import { type EventWindow, isInWindow } from './event-window.js';
import { logEntriesOf } from './log-sources.js';

/** What is read again, and how. */
export interface ReplayOptions {
  /** Files, folders, `s3://bucket/prefix`. */
  readonly paths: readonly string[];
  readonly window: EventWindow;
  readonly store: FindingsStore & InstanceHistory;
  readonly logger: Logger;
  /** Without it, the replay always begins at the beginning. */
  readonly checkpoint?: Checkpoint;
}

/** Figures of one replay. */
export interface ReplaySummary {
  objects: number;
  skipped_objects: number;
  /** Objects that an earlier call had done. */
  resumed_objects: number;
  records: number;
  dispatched: number;
  checks: number;
  stored_violations: number;
  duplicate_violations: number;
  pending_checks: number;
  failed_checks: number;
}

/** What a replay did, and what it could not read. */
export interface ReplayResult {
  readonly summary: ReplaySummary;
  readonly problems: readonly string[];
}

/** Reads logs again with the plugins of today, through the same way as the service; what was found before stays one. */
export async function replay(
  runtime: Runtime,
  options: ReplayOptions,
  progress?: (summary: Readonly<ReplaySummary>) => void,
): Promise<ReplayResult> {
  const services = await pluginServices(runtime.config, options.store, options.logger);
  await services.start();
  const host = new PluginHost(pluginHostOptions(runtime, options.logger, services.provided));
  await options.store.registerViolationTypes(host.violationTypes);
  const reader = logReaderOf(runtime.config);
  const processor = new ObjectProcessor({
    reader,
    host,
    store: new LedgerlessStore(options.store),
    logger: options.logger,
    accepts: (event) => isInWindow(options.window, event),
  });
  try {
    return await new ReplayRun(runtime, options, processor, progress).run();
  } finally {
    await reader.close();
    await host.dispose();
    await services.close();
  }
}

/** A replay reads what was read before, and a partial one must not make the service believe that an object is done. */
class LedgerlessStore implements FindingsStore {
  readonly #store: FindingsStore;

  constructor(store: FindingsStore) {
    this.#store = store;
  }

  registerViolationTypes(types: Parameters<FindingsStore['registerViolationTypes']>[0]): Promise<void> {
    return this.#store.registerViolationTypes(types);
  }

  async isProcessed(): Promise<boolean> {
    return false;
  }

  commit({ processedObject: _ledger, ...unit }: UnitOfWork): ReturnType<FindingsStore['commit']> {
    return this.#store.commit(unit);
  }
}

class ReplayRun {
  readonly #summary: ReplaySummary = {
    objects: 0,
    skipped_objects: 0,
    resumed_objects: 0,
    records: 0,
    dispatched: 0,
    checks: 0,
    stored_violations: 0,
    duplicate_violations: 0,
    pending_checks: 0,
    failed_checks: 0,
  };
  readonly #problems: string[] = [];
  #seen = 0;

  constructor(
    private readonly runtime: Runtime,
    private readonly options: ReplayOptions,
    private readonly processor: ObjectProcessor,
    private readonly progress: ((summary: Readonly<ReplaySummary>) => void) | undefined,
  ) {}

  async run(): Promise<ReplayResult> {
    const { maxConcurrentObjects } = this.runtime.config.ingest;
    let group: LogObject[] = [];
    for await (const object of this.#objects()) {
      group.push(object);
      if (group.length >= maxConcurrentObjects) group = await this.#process(group);
    }
    await this.#process(group);
    this.options.checkpoint?.clear();
    return { summary: this.#summary, problems: this.#problems };
  }

  /** The objects that are not done yet. A listing that is not the one that was left is read from the beginning. */
  async *#objects(): AsyncGenerator<LogObject> {
    const done = this.options.checkpoint?.count ?? 0;
    const passed: LogObject[] = [];
    for await (const object of this.#listed()) {
      if (passed.length < done) {
        passed.push(object);
        if (passed.length < done) continue;
        if (this.options.checkpoint?.isAt(object)) this.#summary.resumed_objects = this.#seen = done;
        else yield* passed;
        continue;
      }
      yield object;
    }
  }

  async *#listed(): AsyncGenerator<LogObject> {
    const { paths, window } = this.options;
    for await (const entry of logEntriesOf(paths, window, () => s3SourceOf(this.runtime.config))) {
      if (entry.kind === 'log') yield entry.object;
      else if (entry.kind === 'skipped') this.#summary.skipped_objects += 1;
      else this.#problems.push(entry.error.message);
    }
  }

  /** Objects of a group run side by side; the place is noted when all of them are stored. */
  async #process(group: LogObject[]): Promise<LogObject[]> {
    await Promise.all(group.map((object) => this.#processOne(object)));
    const last = group.at(-1);
    this.#seen += group.length;
    if (last) this.options.checkpoint?.note(this.#seen, last);
    this.progress?.(this.#summary);
    return [];
  }

  async #processOne(object: LogObject): Promise<void> {
    const path = `${object.id.bucket}/${object.id.key}`;
    let report: ObjectReport;
    try {
      report = await this.processor.process(object);
    } catch (error) {
      // Later may work: the call ends, its place is kept, and the same call continues there.
      if (isRetryable(error)) throw error;
      this.#problems.push(`${path}: ${messageOf(error)}`);
      return;
    }
    const summary = this.#summary;
    summary.objects += 1;
    summary.records += report.read?.records ?? 0;
    summary.dispatched += report.dispatched;
    summary.checks += report.checks;
    summary.stored_violations += report.storedViolations;
    summary.duplicate_violations += report.duplicateViolations;
    summary.pending_checks += report.pendingChecks;
    summary.failed_checks += report.failedChecks;
    this.#problems.push(...(report.read?.problems ?? []).map(({ message }) => `${path}: ${message}`));
  }
}
