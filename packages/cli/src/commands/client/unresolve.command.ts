import type { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { clientCommand, idArgument } from './client-command.js';

/** `fullstop unresolve`: makes a resolved violation open again. */
export function unresolveCommand(context: ClientContext): Command {
  return clientCommand(
    'unresolve',
    'Make a resolved violation open again. Its earlier comment stays in its history.',
  )
    .argument('<id>', 'id of the violation', idArgument)
    .action(async (id: number, options: ConnectionOptions) => {
      const { api } = await connect(context, options);
      await api.send('DELETE', `/api/violations/${id}/resolution`);
      context.stdout.write(`Violation ${id} is open again\n`);
    });
}
