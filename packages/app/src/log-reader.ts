import { automaticWorkers, WorkerLogReader } from '@fullstop/cloudtrail';
import type { Config } from './config/config.schema.js';

/** A reader of log objects for a service: with threads for no more of them than it reads at the same time. */
export function logReaderOf({ ingest }: Config): WorkerLogReader {
  const workers = ingest.workers ?? Math.min(automaticWorkers(), ingest.maxConcurrentObjects);
  return new WorkerLogReader({ ...ingest, workers });
}
