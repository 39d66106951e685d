import { type Command, Option } from 'commander';
import type { ApiClient } from '../../client/api-client.js';
import { reasonOf, undoBulk } from '../../client/bulk-resolutions.js';
import type { ClientContext } from '../../client/client-context.js';
import { failure, usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { clientCommand, examples, idArgument } from './client-command.js';

interface UnresolveOptions extends ConnectionOptions {
  readonly bulk?: number;
}

/** `fullstop unresolve`: makes a resolved violation open again, or undoes one call of `resolve-violations`. */
export function unresolveCommand(context: ClientContext): Command {
  return clientCommand(
    'unresolve',
    'Make a resolved violation open again, or undo one call of resolve-violations. Earlier comments stay in the history.',
  )
    .argument('[id]', 'id of the violation', idArgument)
    .addOption(
      new Option(
        '--bulk <id>',
        'undo what was resolved together; as resolve-violations printed it',
      ).argParser(idArgument),
    )
    .addHelpText(
      'after',
      examples(
        ['fullstop unresolve 23', 'one violation is open again'],
        ['fullstop unresolve --bulk 17', 'undone for a day, by who did it; what others changed since stays'],
      ),
    )
    .action(async (id: number | undefined, options: UnresolveOptions) => {
      if ((id === undefined) === (options.bulk === undefined))
        throw usageError('Give the id of a violation, or --bulk <id>.');
      const { api } = await connect(context, options);
      const say = (text: string) => context.stdout.write(text);
      if (options.bulk !== undefined) return undo(api, options.bulk, say);
      await api.send('DELETE', `/api/violations/${id}/resolution`);
      say(`Violation ${id} is open again\n`);
    });
}

async function undo(api: ApiClient, bulkId: number, say: (text: string) => void): Promise<void> {
  const { undone, results } = await undoBulk(api, bulkId);
  for (const { id, outcome } of results)
    say(`Violation ${id} is left alone: ${reasonOf(outcome) ?? outcome}\n`);
  const summary = `${undone} violations are as they were before`;
  if (results.length > 0) throw failure(`${summary}, ${results.length} were left alone`);
  say(`${summary}\n`);
}
