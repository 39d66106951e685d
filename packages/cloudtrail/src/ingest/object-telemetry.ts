import { type Counter, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LogObject } from '../source/log-object.js';
import type { ObjectReport } from './object-processor.js';

const NAME = '@fullstop/cloudtrail';

/** Counts log objects and their records, and traces each; does nothing while nobody has installed an OpenTelemetry SDK. */
export class ObjectTelemetry {
  readonly #objects: Counter;
  readonly #bytes: Counter;
  readonly #compressedBytes: Counter;
  readonly #records: Counter;
  readonly #events: Counter;
  readonly #violations: Counter;

  constructor() {
    const meter = metrics.getMeter(NAME);
    const counter = (name: string, description: string) =>
      meter.createCounter(`fullstop_${name}`, { description });
    this.#objects = counter('objects', 'Log objects by result');
    this.#bytes = counter('text_bytes', 'Bytes of log text read');
    this.#compressedBytes = counter('object_bytes', 'Bytes of log objects read, as they are stored');
    this.#records = counter('records', 'Records by kind; malformed ones are a kind of their own');
    this.#events = counter('events_dispatched', 'Events that went to at least one plugin');
    this.#violations = counter('violations', 'Violations by result: stored, or duplicate of a stored one');
  }

  /** Processes an object inside a span, and counts what came of it. */
  async observe(object: LogObject, process: () => Promise<ObjectReport>): Promise<ObjectReport> {
    const attributes = { 'aws.s3.bucket': object.id.bucket, 'aws.s3.key': object.id.key };
    return trace.getTracer(NAME).startActiveSpan('object', { attributes }, async (span) => {
      try {
        const report = await process();
        this.#count(report);
        span.setAttributes({
          'fullstop.result': report.status,
          'fullstop.records': report.read?.records ?? 0,
        });
        return report;
      } catch (error) {
        this.#objects.add(1, { result: 'error' });
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  #count(report: ObjectReport): void {
    this.#objects.add(1, { result: report.status });
    this.#events.add(report.dispatched);
    this.#violations.add(report.storedViolations, { result: 'stored' });
    this.#violations.add(report.duplicateViolations, { result: 'duplicate' });
    if (!report.read) return;
    this.#bytes.add(report.read.bytes);
    this.#compressedBytes.add(report.read.compressedBytes);
    this.#records.add(report.malformedRecords, { kind: 'malformed' });
    // Nobody subscribed to them, so nobody looked what they are.
    const { skipped = 0 } = report.read;
    if (skipped > 0) this.#records.add(skipped, { kind: 'skipped' });
    for (const [kind, count] of Object.entries(report.read.kinds)) {
      if (count > 0) this.#records.add(count, { kind });
    }
  }
}
