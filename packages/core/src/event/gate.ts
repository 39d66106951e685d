import type { CloudTrailEvent } from './cloudtrail-event.js';
import { valueAt } from './json.js';

/**
 * Why an event does not concern a plugin unless its subscription asks for such events:
 * `failed` (an error code: nothing happened), `dry-run` (EC2's `DryRunOperation`, or `dryRun: true` in the request),
 * `read-only`, `data` (an event category other than `Management`).
 */
export type GateReason = 'failed' | 'dry-run' | 'read-only' | 'data';

/** The gates an event is behind; empty for a successful change to a resource. */
export function gatesOf(event: CloudTrailEvent): GateReason[] {
  const gates: GateReason[] = [];
  const dryRunError = event.errorCode?.endsWith('DryRunOperation') ?? false;
  if (event.errorCode && !dryRunError) gates.push('failed');
  if (dryRunError || valueAt(event.requestParameters, 'dryRun') === true) gates.push('dry-run');
  if (event.readOnly === true) gates.push('read-only');
  if (event.eventCategory && event.eventCategory !== 'Management') gates.push('data');
  return gates;
}
