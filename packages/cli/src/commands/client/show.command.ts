import type { JsonObject } from '@fullstop/core';
import type { Command } from 'commander';
import { NotFoundError } from '../../client/answer-error.js';
import type { ApiClient } from '../../client/api-client.js';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type DetailOptions, printDetail, withDetailOptions } from '../../output/detail-output.js';
import { type Column, printJson, printRows } from '../../output/row-output.js';
import { clientCommand, idArgument } from './client-command.js';

const HISTORY: readonly Column[] = [
  { name: 'at', title: 'When', kind: 'time' },
  { name: 'action' },
  { name: 'actor', title: 'Who' },
  { name: 'comment', cut: 'first' },
  { name: 'previous_comment', title: 'Before', cut: 'first' },
];

/** `fullstop show`: everything about one violation. */
export function showCommand(context: ClientContext): Command {
  return withDetailOptions(
    clientCommand('show', 'Show everything about one violation, and who resolved it when.'),
  )
    .argument('<id>', 'id of the violation', idArgument)
    .action((id: number, options: ConnectionOptions & DetailOptions) => show(context, id, options));
}

async function show(
  context: ClientContext,
  id: number,
  options: ConnectionOptions & DetailOptions,
): Promise<void> {
  const { api } = await connect(context, options);
  const violation = await api.get<JsonObject>(`/api/violations/${id}`);
  const resolutions = await historyOf(api, id);
  if (options.output === 'json') printJson(context, { ...violation, resolutions });
  else {
    printDetail(context, violation, options);
    if (resolutions.length === 0) return;
    context.stdout.write('\n');
    printRows(context, HISTORY, resolutions, { ...options, output: 'text' });
  }
}

async function historyOf(api: ApiClient, id: number): Promise<JsonObject[]> {
  try {
    return await api.get<JsonObject[]>(`/api/violations/${id}/resolutions`);
  } catch (error) {
    // Older servers keep no history.
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}
