import type { JsonObject, ViolationJson } from '@fullstop/core';
import type { Column } from './row-output.js';

/** Columns of a list of violations. */
export const VIOLATION_COLUMNS: readonly Column[] = [
  { name: 'account_id' },
  { name: 'region' },
  { name: 'id', kind: 'number' },
  { name: 'violation_type' },
  { name: 'instance_id', cut: 'last' },
  { name: 'application_id', title: 'Application', cut: 'last' },
  { name: 'application_version_id', title: 'Application Version', cut: 'last' },
  { name: 'meta_info', kind: 'meta' },
  { name: 'comment', cut: 'first' },
  { name: 'created_time', title: 'Created', kind: 'time' },
];

/** A violation as a row of these columns. */
export function violationRow(violation: ViolationJson): JsonObject {
  const { account_id, region, id, violation_type, instance_id, application_id, meta_info, comment } =
    violation;
  return {
    account_id,
    region,
    id,
    violation_type: violation_type?.id ?? null,
    instance_id,
    application_id,
    application_version_id: violation.application_version_id,
    meta_info,
    comment,
    created_time: violation.created,
  };
}
