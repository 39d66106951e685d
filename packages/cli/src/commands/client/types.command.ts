import type { ViolationTypeJson } from '@fullstop/core';
import type { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type Column, type OutputOptions, printRows, withOutputOptions } from '../../output/row-output.js';
import { clientCommand } from './client-command.js';

const COLUMNS: readonly Column[] = [
  { name: 'id' },
  { name: 'violation_severity', title: 'Sev.', kind: 'number' },
  { name: 'created_time', title: 'Created', kind: 'time' },
  { name: 'help_text', cut: 'first' },
];

/** `fullstop types`: the types of violations. */
export function typesCommand(context: ClientContext): Command {
  return withOutputOptions(clientCommand('types', 'List the types of violations that there are.')).action(
    (options: ConnectionOptions & OutputOptions) => listTypes(context, options),
  );
}

async function listTypes(context: ClientContext, options: ConnectionOptions & OutputOptions): Promise<void> {
  const { api } = await connect(context, options);
  const types = await api.get<(ViolationTypeJson & { created: string | null })[]>('/api/violation-types');
  const rows = types
    .map(({ id, violation_severity, created, help_text }) => ({
      id,
      violation_severity,
      created_time: created,
      help_text,
    }))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  printRows(context, COLUMNS, rows, options);
}
