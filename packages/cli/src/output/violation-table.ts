import type { JsonValue, ViolationJson } from '@fullstop/core';
import { columns } from './columns.js';

const HEADER = ['ACCOUNT', 'REGION', 'TYPE', 'RESOURCE', 'BY', 'DETAILS'];
/** Narrowest the last column gets, in characters. */
const MIN_DETAILS = 20;
/** Width where the output is no terminal. */
const DEFAULT_WIDTH = 200;

/** Violations in columns, the last one cut so that a line fits the given width. */
export function violationTable(violations: readonly ViolationJson[], width = DEFAULT_WIDTH): string {
  const rows = [HEADER, ...violations.map(rowOf)];
  const widths = HEADER.map((_name, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const others = widths.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth + 2, 0);
  const room = Math.max(MIN_DETAILS, width - others);
  return columns(
    rows.map((row) => row.map((cell, column) => (column === HEADER.length - 1 ? cut(cell, room) : cell))),
  );
}

function rowOf(violation: ViolationJson): string[] {
  return [
    violation.account_id,
    violation.region,
    violation.violation_type.id,
    lastPart(violation.instance_id ?? ''),
    lastPart(violation.username ?? ''),
    detailsOf(violation.meta_info),
  ];
}

// Names in an ARN are what people recognise.
function lastPart(text: string): string {
  return text.startsWith('arn:') ? text.slice(text.lastIndexOf(':') + 1) : text;
}

function detailsOf(metaInfo: JsonValue): string {
  return metaInfo === null ? '' : JSON.stringify(metaInfo);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
