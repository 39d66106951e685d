import type { JobStatus, PluginStatus } from '@fullstop/core';

/** Lines that say which plugins are active and why others are not, in columns. */
export function startUpTable(statuses: readonly PluginStatus[], problems: readonly string[]): string[] {
  const rows = statuses.map(({ id, classId, version, active, reason }) => [
    id,
    active ? 'active' : `not active: ${reason}`,
    `${classId} ${version}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const active = statuses.filter((status) => status.active).length;
  return [
    `Plugins: ${active} active of ${statuses.length} found`,
    ...lines,
    ...problems.map((line) => `Not usable: ${line}`),
  ];
}

/** Lines that say which jobs run when, and why others do not, in columns. */
export function jobTable(statuses: readonly JobStatus[]): string[] {
  const [head = '', ...lines] = startUpTable(
    statuses.map((status) => ({ ...status, classId: `${status.schedule}  ${status.classId}` })),
    [],
  );
  return [head.replace('Plugins', 'Jobs'), ...lines];
}
