import type { JsonObject, JsonValue } from '@fullstop/core';
import type { ClientContext } from '../../client/client-context.js';
import { type DetailOptions, printDetail } from '../../output/detail-output.js';
import { type Column, printJson, printRows } from '../../output/row-output.js';

/** A run of a job, as far as the client looks into it. */
export interface RunJson {
  readonly id: number;
  readonly status: string;
  readonly finished_at: string | null;
  /** Until when its process promises a sign of life; `null` while there is none. */
  readonly lease_until: string | null;
  readonly accounts_total: number;
  readonly accounts_ok: number;
  readonly accounts_failed: number;
  readonly findings: number;
  readonly error: string | null;
  readonly targets: readonly TargetJson[];
  readonly dry_run_findings: readonly JsonObject[];
}

interface TargetJson {
  readonly account_id: string;
  readonly region: string | null;
  readonly status: string;
  readonly error: string | null;
  readonly problems: readonly { readonly resource: string; readonly error: string }[];
}

const TROUBLE: readonly Column[] = [
  { name: 'account_id' },
  { name: 'region' },
  { name: 'status' },
  { name: 'resource' },
  { name: 'error', cut: 'first' },
];

const FOUND: readonly Column[] = [
  { name: 'account_id' },
  { name: 'region' },
  { name: 'violation_type', title: 'Type' },
  { name: 'instance_id', title: 'Instance' },
  { name: 'meta_info', kind: 'meta' },
];

/** Prints a run: what is known of it, what could not be scanned and why, and what a dry run found. */
export function printRun(context: ClientContext, run: RunJson, options: DetailOptions): void {
  if (options.output === 'json') {
    printJson(context, run);
    return;
  }
  const { targets, dry_run_findings: findings, ...members } = run;
  printDetail(context, members as unknown as JsonObject, options);
  const trouble = targets.flatMap(troubleOf);
  if (trouble.length > 0) printTable(context, 'Not scanned, or not wholly:', TROUBLE, trouble, options);
  if (findings.length > 0) printTable(context, 'Found, and not stored:', FOUND, findings, options);
}

/** How far a run is, in one line. */
export function progressText({ status, accounts_total: total, ...run }: RunJson): string {
  const done = run.accounts_ok + run.accounts_failed;
  const failed = run.accounts_failed === 0 ? '' : `, ${run.accounts_failed} not scanned as a whole`;
  return `Run ${run.id} ${status}: ${done} of ${total} accounts${failed}, ${run.findings} findings`;
}

function printTable(
  context: ClientContext,
  heading: string,
  columns: readonly Column[],
  rows: readonly JsonObject[],
  { color }: DetailOptions,
): void {
  context.stdout.write(`\n${heading}\n`);
  printRows(context, columns, rows, { output: 'text', color });
}

/** A line for each resource that could not be looked at, or one for all of the target. */
function troubleOf({ account_id, region, status, error, problems }: TargetJson): JsonObject[] {
  if (status === 'ok') return [];
  const where: Record<string, JsonValue> = { account_id, region, status };
  if (problems.length === 0) return [{ ...where, resource: null, error }];
  return problems.map((problem) => ({ ...where, ...problem }));
}
