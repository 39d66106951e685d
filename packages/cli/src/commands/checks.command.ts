import { type CheckFilter, type UnfinishedCheckJson, unfinishedCheckJsonOf } from '@fullstop/core';
import { Command, Option } from 'commander';
import { countArgument } from '../count-argument.js';
import { columns } from '../output/columns.js';

interface ChecksOptions {
  readonly config?: string;
  readonly state?: 'pending' | 'failed';
  readonly plugin?: string;
  readonly event?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

/** `fullstop checks`: the checks that did not come to a decision. */
export function checksCommand(): Command {
  const checks = new Command('checks').description(
    'Look at, and try again, checks that did not come to a decision.',
  );
  checks
    .command('list')
    .description('List pending and failed checks.')
    .addOption(stateOption())
    .option('-n, --limit <count>', 'how many at most', countArgument, 100)
    .option('--json', 'print JSON')
    .option('-c, --config <file>', 'configuration file')
    .action(list);
  checks
    .command('retry')
    .description('Try checks again at once, as if they had never been tried.')
    .addOption(stateOption())
    .option('-p, --plugin <id>', 'only those of this plugin')
    .option('-e, --event <id>', 'only those of this event')
    .option('-c, --config <file>', 'configuration file')
    .action(retry);
  return checks;
}

function stateOption(): Option {
  return new Option('-s, --state <state>', 'only those in this state').choices(['pending', 'failed']);
}

async function list(options: ChecksOptions): Promise<void> {
  const { openStoredFindings } = await import('@fullstop/app/operations');
  const stored = await openStoredFindings(await runtimeOf(options));
  try {
    const { state, limit = 100 } = options;
    const checks = (await stored.queries.listChecks({ state, limit })).map(unfinishedCheckJsonOf);
    process.stdout.write(options.json ? `${JSON.stringify(checks, null, 2)}\n` : columns(tableOf(checks)));
  } finally {
    await stored.close();
  }
}

async function retry({ state, plugin: pluginId, event: eventId, ...options }: ChecksOptions): Promise<void> {
  const { openStoredFindings, retryChecks } = await import('@fullstop/app/operations');
  const stored = await openStoredFindings(await runtimeOf(options));
  try {
    const filter: CheckFilter = { state, pluginId, eventId };
    const { pinoLogger } = await import('@fullstop/app');
    const logger = pinoLogger('warn', process.stderr);
    const { decided, undecided, waiting } = await retryChecks(stored, filter, logger);
    process.stdout.write(
      `${decided} checks decided, ${undecided} still without a decision, ${waiting} of plugins that are not active here\n`,
    );
  } finally {
    await stored.close();
  }
}

async function runtimeOf({ config }: ChecksOptions) {
  // Only a call that is right pays for loading it; so it is in the other commands.
  const { prepareRuntime } = await import('@fullstop/app');
  return prepareRuntime({ workingFolder: process.cwd(), configFile: config, environment: process.env });
}

function tableOf(checks: readonly UnfinishedCheckJson[]): string[][] {
  const rows = checks.map((check) => [
    check.state,
    check.plugin,
    check.account_id,
    check.region,
    check.event_id,
    String(check.attempts),
    check.next_try_at ?? '',
    check.error_message,
  ]);
  return [['STATE', 'PLUGIN', 'ACCOUNT', 'REGION', 'EVENT', 'TRIES', 'NEXT TRY', 'WHY'], ...rows];
}
