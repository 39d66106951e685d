import type { JsonObject } from '@fullstop/core';
import { type Command, Option } from 'commander';
import { listOf } from '../../client/client-config.js';
import type { ClientContext } from '../../client/client-context.js';
import { usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { parseSince } from '../../client/since.js';
import { type Column, type OutputOptions, printRows, withOutputOptions } from '../../output/row-output.js';
import { clientCommand, examples } from './client-command.js';

interface CountOptions extends ConnectionOptions, OutputOptions {
  readonly accounts?: readonly string[];
  readonly by: 'account' | 'app';
  readonly since?: Date;
  readonly state: 'open' | 'resolved' | 'whitelisted';
}

const BY_ACCOUNT: readonly Column[] = [
  { name: 'account' },
  { name: 'type' },
  { name: 'quantity', kind: 'number' },
];
const BY_APP: readonly Column[] = [
  { name: 'application', cut: 'last' },
  { name: 'version', cut: 'last' },
  { name: 'type' },
  { name: 'quantity', kind: 'number' },
];

/** `fullstop count`: how many violations there are. */
export function countCommand(context: ClientContext): Command {
  return withOutputOptions(
    clientCommand('count', 'Count violations by account and type, or those of one account by application.'),
  )
    .argument('[account]', 'the account, with --by app')
    .option(
      '--accounts <ids>',
      'only these AWS accounts, comma separated (default: the configured ones)',
      listOf,
    )
    .addOption(new Option('--by <what>', 'what to count by').choices(['account', 'app']).default('account'))
    .option('-s, --since <time>', 'only since then: 30m, 24h, 7d, 2w, or an ISO date (UTC)', (text: string) =>
      parseSince(text, context.now()),
    )
    .addOption(
      new Option('--state <state>', 'those in this state')
        .choices(['open', 'resolved', 'whitelisted'])
        .default('open'),
    )
    .addHelpText(
      'after',
      examples(
        ['fullstop count --since 7d', 'what is new this week'],
        ['fullstop count --by app 111122223333', 'one account by application, version and type'],
      ),
    )
    .action((account: string | undefined, options: CountOptions) => count(context, account, options));
}

async function count(
  context: ClientContext,
  account: string | undefined,
  options: CountOptions,
): Promise<void> {
  const { by, since, state } = options;
  if (by === 'app' && account === undefined)
    throw usageError('--by app needs an account: fullstop count --by app <account>');
  if (by === 'account' && account !== undefined)
    throw usageError('An account by itself goes with --by app; else use --accounts.');
  const { api, config } = await connect(context, options);
  const query = [
    ['from', since?.toISOString()],
    ['resolved', state === 'resolved' ? true : undefined],
    ['whitelisted', state === 'whitelisted' ? true : undefined],
  ] as const;
  if (account !== undefined) {
    const path = `/api/violation-count/${encodeURIComponent(account)}`;
    return printRows(context, BY_APP, await api.get<JsonObject[]>(path, query), options);
  }
  const accounts = options.accounts ?? config.accounts;
  const rows = await api.get<JsonObject[]>('/api/violation-count', [['accounts', accounts], ...query]);
  printRows(context, BY_ACCOUNT, rows, options);
}
