import type { RunningService } from '@fullstop/app/service';
import { type StoredViolation, violationJsonOf } from '@fullstop/core';
import { violationTable } from './violation-table.js';

/** Violations shown at most; the rest is counted. */
const MAX_SHOWN = 100;

/** Prints the open violations of the store in the order in which they were stored, and how much there is of everything. */
export async function printReport(
  stored: RunningService['violations'],
  stream: NodeJS.WriteStream,
): Promise<void> {
  const violations = await stored.listViolations({ state: 'open', limit: MAX_SHOWN });
  const types = new Map((await stored.findViolationTypes()).map((type) => [type.id, type]));
  const toJson = (violation: StoredViolation) => violationJsonOf(violation, types.get(violation.type)!);
  if (violations.length > 0) stream.write(`\n${violationTable(violations.map(toJson), stream.columns)}`);

  const open = await stored.countViolations({ state: 'open' });
  const pending = await stored.countChecks({ state: 'pending' });
  const failed = await stored.countChecks({ state: 'failed' });
  const shown = open > violations.length ? `, the first ${violations.length} shown` : '';
  stream.write(`\n${open} open violations${shown}; ${pending} pending and ${failed} failed checks\n`);
}
