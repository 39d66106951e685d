import {
  type BegunObject,
  type FolderEntry,
  type LogObject,
  listLogObjects,
  ObjectProcessor,
  type ObjectReport,
  readAhead,
  WorkerLogReader,
} from '@fullstop/cloudtrail';
import {
  type EventSelector,
  InMemoryFindingsStore,
  messageOf,
  PluginHost,
  silentLogger,
  type UnfinishedCheckJson,
  unfinishedCheckJsonOf,
  type ViolationJson,
  violationJsonOf,
} from '@fullstop/core';
import { lentServices, offlineServices } from './plugins/offline-services.js';
import { pluginHostOptions, type Runtime } from './runtime.js';

/** Figures of one scan. Sizes in bytes. */
export interface ScanSummary {
  /** Log files that were opened. */
  objects: number;
  /** Files that are no log files by their name: digests, other services' files, … */
  skipped_objects: number;
  /** Text read, after unpacking. */
  bytes: number;
  /** Elements of all `Records` lists, malformed ones included. */
  records: number;
  malformed_records: number;
  /** Events that went to at least one plugin. */
  dispatched: number;
  /** Checks that ran: one plugin, one event. */
  checks: number;
  violations: number;
  pending_checks: number;
  failed_checks: number;
  duration_ms: number;
}

/** What a scan found. The first four members are what `fullstop scan --output json` prints. */
export interface ScanResult {
  readonly summary: ScanSummary;
  readonly violations: readonly ViolationJson[];
  readonly pendingChecks: readonly UnfinishedCheckJson[];
  readonly failedChecks: readonly UnfinishedCheckJson[];
  /** One sentence for each thing in the input that could not be read, naming it. */
  readonly problems: readonly string[];
}

/** Told after every file. */
export type ScanProgress = (summary: Readonly<ScanSummary>, path: string) => void;

/** How a scan works. */
export interface ScanSettings {
  readonly progress?: ScanProgress;
  /** Threads that read files beside the main one. Default: one for each processor beyond the first, at most 4. */
  readonly workers?: number;
}

/**
 * Reads log files and folders, and reports what the project's plugins find. Uses no database and no network. The number of
 * threads changes nothing but the time it takes.
 */
export async function scan(
  runtime: Runtime,
  paths: readonly string[],
  { progress, workers }: ScanSettings = {},
): Promise<ScanResult> {
  const started = performance.now();
  const store = new InMemoryFindingsStore();
  const host = new PluginHost(
    pluginHostOptions(runtime, silentLogger, lentServices(runtime.config, offlineServices(store))),
  );
  await store.registerViolationTypes(host.violationTypes);
  const reader = new WorkerLogReader({ ...runtime.config.ingest, ...(workers !== undefined && { workers }) });
  const processor = new ObjectProcessor({ reader, host, store });
  const summary = emptySummary();
  const problems: string[] = [];

  try {
    const entries = begunEntries(listLogObjects(paths), reader, host.selector);
    for await (const found of readAhead(entries, reader.objectsAhead)) {
      if (found.kind === 'unreadable') problems.push(found.error.message);
      else if (found.kind === 'skipped') summary.skipped_objects += 1;
      else {
        problems.push(...(await scanObject(processor, found.begun, summary)));
        progress?.(summary, pathOf(found.begun.object));
      }
    }
  } finally {
    await reader.close();
    await host.dispose();
  }
  summary.duration_ms = Math.round(performance.now() - started);
  return resultOf(store, summary, problems);
}

type BegunEntry =
  | Exclude<FolderEntry, { kind: 'log' }>
  | { readonly kind: 'log'; readonly begun: BegunObject };

/** The same entries; files are being read from the moment when they are listed. */
async function* begunEntries(
  entries: AsyncIterable<FolderEntry>,
  reader: WorkerLogReader,
  selector: EventSelector,
): AsyncGenerator<BegunEntry> {
  for await (const entry of entries) {
    yield entry.kind === 'log' ? { kind: 'log', begun: reader.begin(entry.object, selector) } : entry;
  }
}

async function scanObject(
  processor: ObjectProcessor,
  { object, release }: BegunObject,
  summary: ScanSummary,
): Promise<string[]> {
  summary.objects += 1;
  try {
    const report = await processor.process(object);
    count(summary, report);
    return (report.read?.problems ?? []).map(({ message }) => `${pathOf(object)}: ${message}`);
  } catch (error) {
    // The next file may be readable.
    return [`${pathOf(object)}: ${messageOf(error)}`];
  } finally {
    release();
  }
}

function count(summary: ScanSummary, report: ObjectReport): void {
  summary.bytes += report.read?.bytes ?? 0;
  summary.records += report.read?.records ?? 0;
  summary.malformed_records += report.malformedRecords;
  summary.dispatched += report.dispatched;
  summary.checks += report.checks;
}

function resultOf(
  store: InMemoryFindingsStore,
  summary: ScanSummary,
  problems: readonly string[],
): ScanResult {
  const violations = store.violations.map((violation) =>
    violationJsonOf(violation, store.violationType(violation.type)),
  );
  const checks = store.checks.map(unfinishedCheckJsonOf);
  const pendingChecks = checks.filter(({ state }) => state === 'pending');
  const failedChecks = checks.filter(({ state }) => state === 'failed');
  summary.violations = violations.length;
  summary.pending_checks = pendingChecks.length;
  summary.failed_checks = failedChecks.length;
  return { summary, violations, pendingChecks, failedChecks, problems };
}

function pathOf({ id }: LogObject): string {
  return `${id.bucket.replace(/^file:\/\//, '')}/${id.key}`;
}

function emptySummary(): ScanSummary {
  return {
    objects: 0,
    skipped_objects: 0,
    bytes: 0,
    records: 0,
    malformed_records: 0,
    dispatched: 0,
    checks: 0,
    violations: 0,
    pending_checks: 0,
    failed_checks: 0,
    duration_ms: 0,
  };
}
