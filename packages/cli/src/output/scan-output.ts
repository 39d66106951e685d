import type { ScanResult } from '@fullstop/app';
import { violationTable } from './violation-table.js';

/** Forms in which a scan can be printed. */
export type ScanFormat = 'table' | 'json' | 'ndjson';

/** Prints what a scan found. */
export async function printScan(
  result: ScanResult,
  format: ScanFormat,
  stream: NodeJS.WriteStream,
): Promise<void> {
  for (const chunk of chunksOf(result, format, stream.columns)) {
    // A pipe that is full says so; waiting keeps a large report out of memory.
    if (!stream.write(chunk)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
}

function* chunksOf(result: ScanResult, format: ScanFormat, columns: number | undefined): Generator<string> {
  switch (format) {
    case 'json':
      yield `${JSON.stringify(documentOf(result), null, 2)}\n`;
      return;
    case 'ndjson':
      for (const violation of result.violations) yield `${JSON.stringify(violation)}\n`;
      return;
    case 'table':
      if (result.violations.length > 0) yield violationTable(result.violations, columns);
      yield* checkLines(result);
      yield `${summaryLine(result)}\n`;
  }
}

function documentOf({ summary, violations, pendingChecks, failedChecks }: ScanResult): unknown {
  return { summary, violations, pending_checks: pendingChecks, failed_checks: failedChecks };
}

function* checkLines({ pendingChecks, failedChecks }: ScanResult): Generator<string> {
  for (const check of [...pendingChecks, ...failedChecks]) {
    yield `${check.state} check: plugin ${check.plugin}, event ${check.event_id}: ${check.error_message}\n`;
  }
}

function summaryLine({ summary }: ScanResult): string {
  const skipped = summary.skipped_objects > 0 ? ` (${summary.skipped_objects} other files skipped)` : '';
  const malformed = summary.malformed_records > 0 ? `, ${summary.malformed_records} malformed` : '';
  const undecided =
    summary.pending_checks + summary.failed_checks > 0
      ? `, ${summary.pending_checks} pending and ${summary.failed_checks} failed checks`
      : '';
  return (
    `${summary.violations} violations in ${summary.records} records${malformed} of ${summary.objects} files${skipped}` +
    `; ${summary.checks} checks of ${summary.dispatched} events${undecided}; ${(summary.duration_ms / 1000).toFixed(1)} s`
  );
}
